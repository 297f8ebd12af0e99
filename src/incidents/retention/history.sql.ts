import type { Queryable } from "../../db/database.ts";

/** One page of a table in the order in which its rows were written. */
export interface Page {
  /** The last row that was looked at; null: the table has no more. */
  readonly last: string | null;
  readonly dropped: number;
  /** Whether rows come now that are too young. */
  readonly young: boolean;
}

const PAGE = `select (select id from page order by id desc limit 1)::text as last, (select count(*) from gone)::int as dropped,
  exists (select from page where not old) as young`;

/** Forgets deliveries: one that is sent again after so long is taken for new, and its tokens are recognised all the same. */
export async function dropDeliveries(db: Queryable, after: string | null, days: number, limit: number): Promise<Page> {
  const [page] = await db.query<Page>(
    `with page as (
       select id, received_at < now() - make_interval(days => $2) as old from deliveries
       where $1::uuid is null or id > $1::uuid order by id limit $3
     ), gone as (
       delete from deliveries d using page where d.id = page.id and page.old returning 1
     )
     ${PAGE}`,
    [after, days, limit],
  );
  return page!;
}

/** Drops what is left of places that were forgotten; those of incidents that are open stay. */
export async function dropForgottenPlaces(db: Queryable, after: string | null, days: number, limit: number): Promise<Page> {
  const [page] = await db.query<Page>(
    `with page as (
       select id, purged_at, seen_at < now() - make_interval(days => $2) as old from occurrences
       where $1::bigint is null or id > $1::bigint order by id limit $3
     ), gone as (
       delete from occurrences o using page where o.id = page.id and page.old and page.purged_at is not null returning 1
     )
     ${PAGE}`,
    [after, days, limit],
  );
  return page!;
}
