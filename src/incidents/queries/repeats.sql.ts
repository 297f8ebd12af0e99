import type { Queryable } from "../../db/database.ts";

/** How far back a leak makes the next one of the same owner a repeated one. */
export const REPEAT_DAYS = 90;
// Above it, the exact number tells nobody more.
const MOST = 100;

const EARLIER = `from incidents e
  where lower(e.owner_email) = lower(i.owner_email) and e.id <> i.id and e.verdict = 'genuine'
    and e.reported_at <= i.reported_at and e.reported_at > i.reported_at - make_interval(days => ${REPEAT_DAYS})`;

/** Those of these incidents whose token lived when it leaked, and whose owner had leaked another shortly before. */
export async function selectRepeats(db: Queryable, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db.query<{ id: string }>(
    `select i.id from incidents i where i.id = any($1::uuid[]) and i.owner_email is not null and i.verdict = 'genuine' and exists (select 1 ${EARLIER})`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** How many other live tokens of its owner leaked shortly before this one; at most a hundred are counted. */
export async function countEarlierLeaks(db: Queryable, id: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select (select count(*)::int from (select 1 ${EARLIER} limit ${MOST}) counted) as count
     from incidents i where i.id = $1 and i.owner_email is not null and i.verdict = 'genuine'`,
    [id],
  );
  return row?.count ?? 0;
}
