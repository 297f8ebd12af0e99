import type { Queryable, Transaction } from "../db/database.ts";
import { type Try, withTry } from "../obligations/tries.ts";
import type { EndpointKind } from "./endpoint.ts";
import type { EventType, Message } from "./event.ts";

/** A parcel as the courier needs it. */
export interface DueParcel {
  readonly id: string;
  readonly state: "due" | "delivered" | "failed";
  readonly attempts: number;
  readonly messageId: string;
  readonly body: string;
  readonly endpointId: string;
  readonly kind: EndpointKind;
  readonly sealed: Buffer;
  readonly disabled: boolean;
}

/** Parcels by id, in the order in which things happened; those whose endpoint was deleted are gone. */
export async function readParcels(db: Queryable, ids: readonly string[]): Promise<Map<string, DueParcel>> {
  const rows = await db.query<DueParcel>(
    `select p.id, p.state, p.attempts, m.id as "messageId", m.body, e.id as "endpointId", e.kind, e.sealed, e.disabled_at is not null as disabled
     from parcels p join messages m on m.id = p.message_id join endpoints e on e.id = p.endpoint_id
     where p.id = any($1::uuid[]) order by p.seq`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Stores messages. */
export async function insertMessages(tx: Transaction, messages: readonly (Message & { readonly id: string })[]): Promise<void> {
  await tx.query(
    "insert into messages (id, type, incident_id, body) select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[])",
    [
      messages.map(({ id }) => id),
      messages.map(({ type }) => type),
      messages.map(({ incidentId }) => incidentId),
      messages.map(({ body }) => body),
    ],
  );
}

export interface NewParcel {
  readonly id: string;
  readonly obligationId: string;
  readonly messageId: string;
  readonly endpointId: string;
}

/** Adds parcels, and the obligations to bring them. */
export async function insertParcels(tx: Transaction, parcels: readonly NewParcel[]): Promise<void> {
  await tx.query(
    `with added as (
       insert into parcels (id, message_id, endpoint_id)
       select id, message, endpoint from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as p (id, message, endpoint, n) order by n
     )
     insert into obligations (id, kind, parcel_id) select id, 'deliver', parcel from unnest($4::uuid[], $1::uuid[]) as o (id, parcel)`,
    [
      parcels.map(({ id }) => id),
      parcels.map(({ messageId }) => messageId),
      parcels.map(({ endpointId }) => endpointId),
      parcels.map(({ obligationId }) => obligationId),
    ],
  );
}

export interface ParcelOutcome {
  readonly parcelId: string;
  readonly endpointId: string;
  readonly state: "due" | "delivered" | "failed";
  /** Whether the endpoint was called. */
  readonly tried: boolean;
  /** What the endpoint said, or why it was not asked. */
  readonly answer: string;
}

export async function recordOutcomes(tx: Transaction, outcomes: readonly ParcelOutcome[]): Promise<void> {
  await tx.query(
    `update parcels p
     set state = o.state, last_answer = o.answer, attempts = p.attempts + o.tried::int,
         attempted_at = case when o.tried then now() else p.attempted_at end,
         delivered_at = case when o.state = 'delivered' then now() end,
         tries = case when o.tried then ${withTry("p.tries", "o.answer")} else p.tries end
     from unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[]) as o (id, state, answer, tried) where p.id = o.id`,
    [
      outcomes.map(({ parcelId }) => parcelId),
      outcomes.map(({ state }) => state),
      outcomes.map(({ answer }) => answer),
      outcomes.map(({ tried }) => tried),
    ],
  );
}

/** A success ends a row of failures, a failure may begin one; answers which of the failing have done nothing else for `days`. */
export async function recordHealth(
  tx: Transaction,
  delivered: readonly string[],
  failing: readonly string[],
  days: number,
): Promise<string[]> {
  await tx.query("update endpoints set failing_since = null where id = any($1::uuid[]) and failing_since is not null", [delivered]);
  const rows = await tx.query<{ id: string; hopeless: boolean }>(
    `update endpoints set failing_since = coalesce(failing_since, now()) where id = any($1::uuid[])
     returning id, coalesce(failing_since < now() - make_interval(days => $2), false) as hopeless`,
    [failing, days],
  );
  return rows.filter(({ hopeless }) => hopeless).map(({ id }) => id);
}

/** Makes parcels due again that were given up since `since`; answers how many. */
export async function replayFailed(tx: Transaction, endpointId: string, since: Date): Promise<number> {
  const rows = await tx.query(
    `with again as (
       update parcels p set state = 'due', attempts = 0 from messages m
       where m.id = p.message_id and p.endpoint_id = $1 and p.state = 'failed' and m.created_at >= $2
       returning p.id
     )
     insert into obligations (id, kind, parcel_id) select gen_random_uuid(), 'deliver', id from again returning 1`,
    [endpointId, since],
  );
  return rows.length;
}

export interface ParcelRow {
  id: string;
  message_id: string;
  type: EventType;
  incident_id: string | null;
  state: DueParcel["state"];
  attempts: number;
  last_answer: string | null;
  created_at: Date;
  attempted_at: Date | null;
  delivered_at: Date | null;
  next_attempt_at: Date | null;
  tries: readonly Try[] | null;
}

/** An endpoint's parcels, newest first. */
export function selectParcels(db: Queryable, endpointId: string, before: string | null, limit: number): Promise<ParcelRow[]> {
  return db.query<ParcelRow>(
    `select p.id, m.id as message_id, m.type, m.incident_id, p.state, p.attempts, p.last_answer, m.created_at, p.attempted_at, p.delivered_at, p.tries,
            o.due_at as next_attempt_at
     from parcels p join messages m on m.id = p.message_id left join obligations o on o.parcel_id = p.id
     where p.endpoint_id = $1 and ($2::uuid is null or p.seq < (select seq from parcels where id = $2)) order by p.seq desc limit $3`,
    [endpointId, before, limit],
  );
}

/** Forgets what was told more than `days` ago. */
export async function forgetMessages(db: Queryable, days: number): Promise<void> {
  await db.query("delete from messages where created_at < now() - make_interval(days => $1)", [days]);
}
