import type { Queryable, Transaction } from "../db/database.ts";
import type { EndpointKind } from "./endpoint.ts";
import type { EventType } from "./event.ts";

/** An endpoint without what is secret of it. */
export interface EndpointRow {
  id: string;
  kind: EndpointKind;
  description: string;
  host: string;
  events: EventType[];
  createdAt: Date;
  failingSince: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
  /** Messages that are on their way, and that were given up, each counted up to `PARCELS_COUNTED`. */
  due: number;
  failed: number;
}

export interface NewEndpoint {
  readonly id: string;
  readonly kind: EndpointKind;
  readonly description: string;
  readonly host: string;
  readonly events: readonly EventType[];
  readonly sealed: Buffer;
}

/** Above it, the exact number tells nobody more. */
export const PARCELS_COUNTED = 10_000;

const COLUMNS = `e.id, e.kind, e.description, e.host, e.events, e.created_at as "createdAt", e.failing_since as "failingSince",
  e.disabled_at as "disabledAt", e.disabled_reason as "disabledReason",
  (select count(*)::int from (select from parcels p where p.endpoint_id = e.id and p.state = 'due' limit ${PARCELS_COUNTED}) as due) as due,
  (select count(*)::int from (select from parcels p where p.endpoint_id = e.id and p.state = 'failed' limit ${PARCELS_COUNTED}) as failed) as failed`;

export function selectEndpoints(db: Queryable): Promise<EndpointRow[]> {
  return db.query<EndpointRow>(`select ${COLUMNS} from endpoints e order by e.created_at, e.id`);
}

export async function selectEndpoint(db: Queryable, id: string): Promise<EndpointRow | null> {
  return (await db.query<EndpointRow>(`select ${COLUMNS} from endpoints e where e.id = $1`, [id]))[0] ?? null;
}

/** Adds an endpoint unless there are `max` already; answers whether it did. */
export async function insertEndpoint(
  tx: Transaction,
  { description, events, host, id, kind, sealed }: NewEndpoint,
  max: number,
): Promise<boolean> {
  await tx.query("lock table endpoints in share row exclusive mode");
  const rows = await tx.query(
    `insert into endpoints (id, kind, description, host, events, sealed)
     select $1, $2, $3, $4, $5::text[], $6 where (select count(*) from endpoints) < $7 returning 1`,
    [id, kind, description, host, events, sealed, max],
  );
  return rows.length > 0;
}

export async function deleteEndpoint(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.query("delete from endpoints where id = $1 returning 1", [id])).length > 0;
}

/** Locks an endpoint; answers what is sealed of it, or null when there is none. */
export async function lockSealed(tx: Transaction, id: string): Promise<Buffer | null> {
  return (await tx.query<{ sealed: Buffer }>("select sealed from endpoints where id = $1 for update", [id]))[0]?.sealed ?? null;
}

export async function updateSealed(tx: Transaction, id: string, sealed: Buffer): Promise<void> {
  await tx.query("update endpoints set sealed = $2 where id = $1", [id, sealed]);
}

/** Switches an endpoint off; answers whether it was on. */
export async function disableEndpoint(tx: Transaction, id: string, reason: string): Promise<boolean> {
  const rows = await tx.query(
    "update endpoints set disabled_at = now(), disabled_reason = $2 where id = $1 and disabled_at is null returning 1",
    [id, reason],
  );
  return rows.length > 0;
}

/** Switches an endpoint on; answers whether it was off. */
export async function enableEndpoint(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.query(
    "update endpoints set disabled_at = null, disabled_reason = null, failing_since = null where id = $1 and disabled_at is not null returning 1",
    [id],
  );
  return rows.length > 0;
}
