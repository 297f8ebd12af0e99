import type { Queryable } from "../../db/database.ts";
import type { Sighting } from "./sightings.ts";

/** A source as all processes saw it. */
export interface SourceRow {
  readonly source: string;
  readonly acceptedAt: Date | null;
  readonly refusedAt: Date | null;
  readonly refusal: string | null;
  readonly refusedInARow: number;
  readonly unmatchedInARow: number;
}

/** A streak to which nothing was added for so long is over. */
const FRESH = "interval '1 day'";
/** Far more than anybody looks at, and far from the end of the type. */
const MOST = 1_000_000;

/** Adds what one process saw of one source. */
export async function addSighting(db: Queryable, source: string, sighting: Sighting): Promise<void> {
  const { genuine, matched, proofless, refusal, refused, unmatched } = sighting;
  await db.query(
    `insert into source_health as h
       (source, accepted_at, refused_at, refusal, refused_in_a_row, unmatched_at, unmatched_in_a_row)
     values ($1, case when $2 then now() end, case when $3::text is not null then now() end, $3,
             case when $2 then $4::int else $4 - $5::int end, case when $7::int > 0 then now() end, $7)
     on conflict (source) do update set
       accepted_at = coalesce(excluded.accepted_at, h.accepted_at),
       refused_at = coalesce(excluded.refused_at, h.refused_at),
       refusal = coalesce(excluded.refusal, h.refusal),
       -- Who was genuine once and comes without any proof now is counted; who never was may be anybody.
       refused_in_a_row = least(${MOST},
         case when $2 or h.refused_at < now() - ${FRESH} then 0 else h.refused_in_a_row end
         + case when $2 or h.accepted_at is not null then $4 else $4 - $5 end),
       unmatched_at = coalesce(excluded.unmatched_at, h.unmatched_at),
       unmatched_in_a_row = least(${MOST},
         case when $6::bool or h.unmatched_at < now() - ${FRESH} then 0 else h.unmatched_in_a_row end + $7)`,
    [source, genuine, refusal, Math.min(refused, MOST), Math.min(proofless, MOST), matched, Math.min(unmatched, MOST)],
  );
}

export async function selectSources(db: Queryable): Promise<readonly SourceRow[]> {
  return await db.query<SourceRow>(
    `select source, accepted_at as "acceptedAt", refused_at as "refusedAt", refusal,
            case when refused_at > now() - ${FRESH} then refused_in_a_row else 0 end as "refusedInARow",
            case when unmatched_at > now() - ${FRESH} then unmatched_in_a_row else 0 end as "unmatchedInARow"
     from source_health order by source`,
  );
}
