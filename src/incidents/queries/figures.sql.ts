import type { Queryable } from "../../db/database.ts";

/** As many rows as figures are made of at most; the newest. */
const FIGURES_ROWS = 50_000;

export interface Reports {
  /** The beginning of the hour or day, in UTC. */
  at: Date;
  reports: number;
}

export interface ReportCounts {
  readonly rows: readonly Reports[];
  /** There were more deliveries than were counted. */
  readonly cut: boolean;
}

/** Reports per hour or day of the newest deliveries since `from`; ids sort by the time they were made. */
export async function countReports(db: Queryable, from: string, unit: "hour" | "day"): Promise<ReportCounts> {
  const rows = await db.query<Reports & { deliveries: number }>(
    `select date_trunc($2, received_at, 'UTC') as at, sum(records)::int as reports, count(*)::int as deliveries
     from (select received_at, records from deliveries where id >= $1 order by id desc limit ${FIGURES_ROWS}) newest
     group by 1 order by 1`,
    [from, unit],
  );
  return { rows, cut: rows.reduce((sum, { deliveries }) => sum + deliveries, 0) >= FIGURES_ROWS };
}

/** Seconds of a source, of a format, of an issuer, or of all (`name` null). */
export interface Lapses {
  by: "source" | "format" | "issuer" | "all";
  name: string | null;
  count: number;
  /** How many within the objective. */
  within: number;
  p50: number;
  p90: number;
  p99: number;
}

export type Lapse = "revoked_at" | "notified_at";

const NEWEST = `select id, token_hint, source, format, issuer, reported_at, revoked_at, notified_at
  from incidents where reported_at >= $1 order by reported_at desc, id desc limit ${FIGURES_ROWS}`;

const SECONDS: Readonly<Record<Lapse, string>> = {
  revoked_at: "greatest(0, extract(epoch from revoked_at - reported_at))::float8",
  notified_at: "greatest(0, extract(epoch from notified_at - reported_at))::float8",
};

/** How long after its report a token was revoked, or its owner told, of the newest incidents since `from`; the thirty largest groups. */
export function selectLapses(db: Queryable, from: Date, until: Lapse, objectiveSeconds: number): Promise<Lapses[]> {
  return db.query<Lapses>(
    `with lapses as (select source, format, issuer, ${SECONDS[until]} as seconds from (${NEWEST}) newest where ${until} is not null)
     select case when grouping(source) = 0 then 'source' when grouping(format) = 0 then 'format' when grouping(issuer) = 0 then 'issuer' else 'all' end as by,
       coalesce(source, format, issuer) as name, count(*)::int as count, count(*) filter (where seconds <= $2)::int as within,
       percentile_cont(0.5) within group (order by seconds) as p50, percentile_cont(0.9) within group (order by seconds) as p90,
       percentile_cont(0.99) within group (order by seconds) as p99
     from lapses group by grouping sets ((), (source), (format), (issuer)) having count(*) > 0
     order by grouping(source, format, issuer) desc, count desc limit 30`,
    [from, objectiveSeconds],
  );
}

export interface Slow {
  id: string;
  token_hint: string;
  source: string;
  seconds: number;
}

/** The ten that took longest to be revoked, or whose owner was told last. */
export function selectSlowest(db: Queryable, from: Date, until: Lapse): Promise<Slow[]> {
  return db.query<Slow>(
    `select id, token_hint, source, ${SECONDS[until]} as seconds from (${NEWEST}) newest
     where ${until} is not null order by seconds desc, id limit 10`,
    [from],
  );
}
