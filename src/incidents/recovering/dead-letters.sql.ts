import type { Queryable, Transaction } from "../../db/database.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";

export interface DeadLetterFilter {
  readonly kind: ObligationKind | null;
  /** How its last error begins, as `selectDeadGroups` cut it. */
  readonly error: string | null;
  readonly since: Date | null;
}

/** What was given up: an obligation that waits for a person. */
export interface DeadLetter {
  id: string;
  kind: ObligationKind;
  dead_at: Date;
  attempts: number;
  last_error: string | null;
  lane: string | null;
  delivery_id: string | null;
  incident_id: string | null;
  notice_id: string | null;
  token_hint: string | null;
  /** Where the list goes on after it. */
  cursor: string;
}

const ERROR_LENGTH = 200;
const MATCHING = `o.dead_at is not null and ($1::text is null or o.kind = $1)
  and ($2::text is null or left(coalesce(o.last_error, ''), ${ERROR_LENGTH}) = $2) and ($3::timestamptz is null or o.dead_at >= $3)`;
const COLUMNS = `o.id, o.kind, o.dead_at, o.attempts, o.last_error, o.lane, o.delivery_id, o.incident_id, o.notice_id, i.token_hint,
  (extract(epoch from o.dead_at) * 1000000)::bigint || '-' || o.id as cursor`;

/** Newest first, after a cursor of the list. */
export function selectDeadLetters(db: Queryable, filter: DeadLetterFilter, cursor: string | null, limit: number): Promise<DeadLetter[]> {
  const [micros = null, ...id] = cursor?.split("-") ?? [];
  return db.query<DeadLetter>(
    `select ${COLUMNS} from obligations o left join incidents i on i.id = o.incident_id
     where ${MATCHING} and ($4::bigint is null or (o.dead_at, o.id) < (timestamptz 'epoch' + $4 * interval '1 microsecond', $5::uuid))
     order by o.dead_at desc, o.id desc limit $6`,
    [filter.kind, filter.error, filter.since, micros, cursor === null ? null : id.join("-"), limit],
  );
}

/** How many of the list, counted up to `limit`, were given up at a time or later. */
export async function countDeadSince(db: Queryable, filter: DeadLetterFilter, at: Date, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (select from obligations o where ${MATCHING} and o.dead_at >= $4 limit $5) letters`,
    [filter.kind, filter.error, filter.since, at, limit],
  );
  return row?.count ?? 0;
}

export async function selectDeadLetter(db: Queryable, id: string): Promise<DeadLetter | null> {
  const [row] = await db.query<DeadLetter>(
    `select ${COLUMNS} from obligations o left join incidents i on i.id = o.incident_id where o.id = $1 and o.dead_at is not null`,
    [id],
  );
  return row ?? null;
}

/** Those that were given up for the same reason. */
export interface DeadGroup {
  kind: ObligationKind;
  error: string;
  count: number;
  newest: Date;
}

/** The largest groups, of the newest 20,000. */
export function selectDeadGroups(db: Queryable, limit: number): Promise<DeadGroup[]> {
  return db.query<DeadGroup>(
    `select kind, left(coalesce(last_error, ''), ${ERROR_LENGTH}) as error, count(*)::int as count, max(dead_at) as newest
     from (select kind, last_error, dead_at from obligations where dead_at is not null order by dead_at desc limit 20000) dead
     group by 1, 2 order by 3 desc, 4 desc limit $1`,
    [limit],
  );
}

/** Makes given-up work that belongs to no incident due again; answers its kinds. */
export async function reviveFree(tx: Transaction, ids: readonly string[]): Promise<ObligationKind[]> {
  const rows = await tx.query<{ kind: ObligationKind }>(
    `update obligations set dead_at = null, due_at = now(), attempts = 0, last_error = null
     where id = any($1::uuid[]) and dead_at is not null and incident_id is null returning kind`,
    [ids],
  );
  return rows.map(({ kind }) => kind);
}
