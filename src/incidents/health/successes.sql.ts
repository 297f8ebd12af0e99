import type { Queryable } from "../../db/database.ts";

// What works, works for the newest too; what is older is no news.
const NEWEST = 2_000;

/** When each issuer revoked a token last, among those of the newest incidents. */
export async function readLastRevocations(db: Queryable): Promise<ReadonlyMap<string, Date>> {
  const rows = await db.query<{ issuer: string; at: Date }>(
    `select issuer, max(revoked_at) as at
     from (select issuer, revoked_at from incidents order by reported_at desc, id desc limit ${NEWEST}) newest
     where revoked_at is not null group by issuer`,
  );
  return new Map(rows.map(({ at, issuer }) => [issuer, at]));
}

/** How it goes with mails. */
export interface MailState {
  /** When the relay took one last, of the newest mails. */
  readonly sentAt: Date | null;
  readonly open: number;
  readonly givenUp: number;
  /** Those that were tried, and were not taken yet. */
  readonly failing: number;
  readonly lastError: string | null;
  readonly nextAt: Date | null;
}

export async function readMailState(db: Queryable): Promise<MailState> {
  const [row] = await db.query<MailState>(
    `select (select max(sent_at) from (select sent_at from notices order by created_at desc, id desc limit ${NEWEST}) newest) as "sentAt",
       (count(*) filter (where dead_at is null))::int as open,
       (count(*) filter (where dead_at is not null))::int as "givenUp",
       (count(*) filter (where dead_at is null and last_error is not null))::int as failing,
       (array_agg(last_error order by due_at desc) filter (where last_error is not null))[1] as "lastError",
       min(due_at) filter (where dead_at is null and last_error is not null) as "nextAt"
     from obligations where kind = 'notify'`,
  );
  return row!;
}
