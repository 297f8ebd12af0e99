import type { Queryable, Transaction } from "../../db/database.ts";
import { FITS, fitValues, type IncidentFilter } from "../queries/queries.sql.ts";
import type { IncidentState } from "../state.ts";
import type { BulkFacts } from "./effect.ts";
import type { Standing } from "./job.ts";

const UNKNOWN = "no incident is known by this identifier";

/** Picks what fits a filter, newest first; answers how many, counted up to one above `limit`. */
export async function pickFitting(tx: Transaction, jobId: string, filter: IncidentFilter, limit: number): Promise<number> {
  const rows = await tx.query(
    `insert into bulk_items (job_id, position, incident_id)
     select $14::uuid, row_number() over (order by reported_at desc, id desc), id
     from (select id, reported_at from incidents where ${FITS} order by reported_at desc, id desc limit $15) as picked
     returning 1`,
    [...fitValues(filter), jobId, limit + 1],
  );
  return rows.length;
}

/** How many fit a filter, counted up to `limit`. */
export async function countFitting(db: Queryable, filter: IncidentFilter, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (select from incidents where ${FITS} limit $14) as fitting`,
    [...fitValues(filter), limit],
  );
  return row?.count ?? 0;
}

/** Something that names an incident, and the line it was given in. */
export interface Identifier {
  readonly text: string;
  readonly line: number;
}

/**
 * Picks incidents by their ids, their fingerprints, or the ids that `issuers` know their tokens by, each once. By what no
 * incident is known is a line without one; its text is not kept: anybody may have pasted anything.
 */
export async function pickListed(
  tx: Transaction,
  jobId: string,
  identifiers: readonly Identifier[],
  issuers: readonly string[],
): Promise<number> {
  const rows = await tx.query(
    `with given as materialized (select * from unnest($2::text[], $3::int[]) as g (text, line)),
     found as (
       select g.line, i.id from given g join incidents i on i.id = case when g.text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then g.text::uuid end
       union
       select g.line, i.id from given g join incidents i on i.fingerprint = case when g.text ~ '^[0-9a-f]{64}$' then decode(g.text, 'hex') end
       union
       select g.line, i.id from given g join incidents i on i.issuer = any($4::text[]) and i.token_id is not null and i.token_id = g.text
     ), lines as (
       select min(line) as line, id from found group by id
       union all
       select line, null from given where line not in (select line from found)
     )
     insert into bulk_items (job_id, position, incident_id, outcome, detail)
     select $1::uuid, row_number() over (order by line, id), id, case when id is null then 'cannot' end,
       case when id is null then 'line ' || line || ': ' || $5::text end
     from lines returning 1`,
    [jobId, identifiers.map(({ text }) => text), identifiers.map(({ line }) => line), issuers, UNKNOWN],
  );
  return rows.length;
}

/** Picks what another job revoked without telling anybody. */
export async function pickUntold(tx: Transaction, jobId: string, fromJob: string): Promise<number> {
  const rows = await tx.query(
    `insert into bulk_items (job_id, position, incident_id)
     select $1, row_number() over (order by b.position), b.incident_id
     from bulk_items b join incidents i on i.id = b.incident_id
     where b.job_id = $2 and i.untold_round = i.round returning 1`,
    [jobId, fromJob],
  );
  return rows.length;
}

export interface OpenItem {
  readonly position: number;
  readonly incidentId: string;
}

/** The next lines that nothing was done about. */
export function readOpenItems(db: Queryable, jobId: string, limit: number): Promise<OpenItem[]> {
  return db.query(
    `select position, incident_id as "incidentId" from bulk_items where job_id = $1 and outcome is null order by position limit $2`,
    [jobId, limit],
  );
}

/** Of these lines, those that still nothing was done about; the job's lock keeps it so. */
export function stillOpen(tx: Transaction, jobId: string, positions: readonly number[]): Promise<OpenItem[]> {
  return tx.query(
    `select position, incident_id as "incidentId" from bulk_items where job_id = $1 and position = any($2::int[]) and outcome is null order by position`,
    [jobId, positions],
  );
}

export interface ItemOutcome {
  readonly position: number;
  readonly outcome: "done" | "already" | "cannot";
  readonly detail: string | null;
}

export function recordOutcomes(tx: Transaction, jobId: string, rows: readonly ItemOutcome[]): void {
  tx.send(
    `update bulk_items b set outcome = r.outcome, detail = r.detail
     from unnest($2::int[], $3::text[], $4::text[]) as r (position, outcome, detail)
     where b.job_id = $1 and b.position = r.position and b.outcome is null`,
    [jobId, rows.map(({ position }) => position), rows.map(({ outcome }) => outcome), rows.map(({ detail }) => detail)],
  );
}

// What became of a revocation is told by its incident.
const STANDING = `case
  when b.outcome is null then 'open'
  when b.outcome <> 'done' or j.act <> 'revoke' then b.outcome
  when i.state = 'revoking' then 'under_way'
  when i.state = 'needs_attention' and i.revoked_at is null then 'failed'
  else 'done' end`;
const WITH_INCIDENTS = "from bulk_jobs j join bulk_items b on b.job_id = j.id left join incidents i on i.id = b.incident_id";

export interface ItemRow {
  position: number;
  incidentId: string | null;
  standing: Standing;
  detail: string | null;
  facts: BulkFacts | null;
  hint: string | null;
  tokenName: string | null;
  ownerName: string | null;
  state: IncidentState | null;
}

// Whether something is there is all that a judgement needs.
const FACTS = `i.state, i.verdict, i.issuer, i.suspended_at is not null as suspended, i.revoked_at is not null as revoked,
  i.untold_round is not distinct from i.round as untold,
  case when i.token_id is not null then '' end as "tokenId", case when i.sealed_token is not null then '' end as "sealedToken"`;

// What a line alone tells is not looked up, and what failed or is under way is looked for among all that is.
const STANDS_SO = `($4::text is null or case
  when $4 in ('open', 'already', 'cannot') then coalesce(b.outcome, 'open') = $4
  when $4 = 'failed' then b.outcome = 'done' and b.incident_id in (select id from incidents where attention_reason is not null) and ${STANDING} = $4
  when $4 = 'under_way' then b.outcome = 'done' and b.incident_id in (select incident_id from obligations where kind in ('revoke', 'revoke_elsewhere')) and ${STANDING} = $4
  else ${STANDING} = $4 end)`;

/** Lines after a position that stand so, or all, with what their incidents are now. */
export async function readItems(db: Queryable, jobId: string, show: Standing | null, after: number, limit: number): Promise<ItemRow[]> {
  const rows = await db.query<ItemRow & BulkFacts>(
    `select b.position, b.incident_id as "incidentId", ${STANDING} as standing, coalesce(b.detail, i.attention_reason) as detail,
       i.token_hint as hint, i.token_name as "tokenName", i.owner_name as "ownerName", ${FACTS}
     ${WITH_INCIDENTS} where j.id = $1 and b.position > $2 and ${STANDS_SO} order by b.position limit $3`,
    [jobId, after, limit, show],
  );
  return rows.map((row) => ({ ...row, facts: row.incidentId === null ? null : row }));
}

/** What nothing was done about yet, as groups of incidents that are judged alike. */
export async function groupOpen(db: Queryable, jobId: string): Promise<{ facts: BulkFacts; count: number }[]> {
  const rows = await db.query<BulkFacts & { count: number }>(
    `select ${FACTS}, count(*)::int as count from bulk_items b join incidents i on i.id = b.incident_id
     where b.job_id = $1 and b.outcome is null group by 1, 2, 3, 4, 5, 6, 7, 8`,
    [jobId],
  );
  return rows.map(({ count, ...facts }) => ({ facts, count }));
}

/** How many lines stand how. Few of those that are done are under way still or failed, so those are looked for, and not looked up. */
export function countStandings(db: Queryable, jobId: string): Promise<{ standing: Standing; count: number }[]> {
  return db.query(
    `with counted as materialized (select outcome, count(*)::int as count from bulk_items where job_id = $1 group by 1),
     moving as materialized (
       select 'under_way' as standing, count(*)::int as count
       from obligations o join incidents i on i.id = o.incident_id join bulk_items b on b.job_id = $1 and b.incident_id = o.incident_id and b.outcome = 'done'
       where o.kind in ('revoke', 'revoke_elsewhere') and o.dead_at is null and i.state = 'revoking' and (select act from bulk_jobs where id = $1) = 'revoke'
       union all
       select 'failed', count(*)::int
       from incidents i join bulk_items b on b.job_id = $1 and b.incident_id = i.id and b.outcome = 'done'
       where i.attention_reason is not null and i.state = 'needs_attention' and i.revoked_at is null and (select act from bulk_jobs where id = $1) = 'revoke'
     )
     select coalesce(outcome, 'open') as standing, count - case outcome when 'done' then (select sum(count)::int from moving) else 0 end as count from counted
     union all select standing, count from moving`,
    [jobId],
  );
}

/** Why lines could not be done, most frequent first. */
export function countReasons(db: Queryable, jobId: string, limit: number): Promise<{ why: string; count: number }[]> {
  return db.query(
    `select case when incident_id is null then $3 else detail end as why, count(*)::int as count
     from bulk_items where job_id = $1 and outcome = 'cannot' group by 1 order by 2 desc, 1 limit $2`,
    [jobId, limit, UNKNOWN],
  );
}

/** Makes what failed of a job open again; answers how many lines. */
export async function reopenFailed(tx: Transaction, jobId: string): Promise<number> {
  const rows = await tx.query(
    `update bulk_items set outcome = null, detail = null
     where job_id = $1 and position in (
       select b.position ${WITH_INCIDENTS} where j.id = $1 and b.incident_id is not null and ${STANDING} in ('cannot', 'failed')
     ) returning 1`,
    [jobId],
  );
  return rows.length;
}

/** How many incidents a job revoked whose owners are told by nobody yet. */
export async function countUntold(db: Queryable, jobId: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from bulk_items b join incidents i on i.id = b.incident_id
     where b.job_id = $1 and i.untold_round = i.round and i.revoked_at is not null`,
    [jobId],
  );
  return row?.count ?? 0;
}

/** From now on nothing is held back about these. */
export function markTold(tx: Transaction, incidentIds: readonly string[]): void {
  if (incidentIds.length > 0) tx.send("update incidents set untold_round = null where id = any($1::uuid[])", [incidentIds]);
}

/** An issuer that is left alone for now, and what of a job waits for it. */
export interface Resting {
  issuer: string;
  count: number;
  until: Date;
}

/** Those of a job's open incidents whose issuer does not answer, by issuer. */
export function selectResting(db: Queryable, jobId: string): Promise<Resting[]> {
  return db.query<Resting>(
    `select i.issuer, count(*)::int as count, min(c.rests_until) as until
     from issuer_circuits c join incidents i on i.issuer = c.issuer join bulk_items b on b.incident_id = i.id
     where b.job_id = $1 and b.outcome is null and c.state = 'open' and c.rests_until > now() group by i.issuer order by i.issuer`,
    [jobId],
  );
}
