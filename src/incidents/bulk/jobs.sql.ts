import type { Queryable, Transaction } from "../../db/database.ts";
import type { BulkJob, BulkState } from "./job.ts";

const COLUMNS = `id, act, query, reason, author, approver, holds_notices as "holdsNotices", state, ended_reason as "endedReason",
  created_at as "createdAt", started_at as "startedAt", ended_at as "endedAt"`;

export type NewJob = Pick<BulkJob, "id" | "act" | "query" | "reason" | "author" | "holdsNotices">;

export function insertJob(tx: Transaction, { act, author, holdsNotices, id, query, reason }: NewJob): void {
  tx.send("insert into bulk_jobs (id, act, query, reason, author, holds_notices) values ($1, $2, $3, $4, $5, $6)", [
    id,
    act,
    query,
    reason,
    author,
    holdsNotices,
  ]);
}

/** How many lines it has; that does not change any more. */
export function setPicked(tx: Transaction, id: string, picked: number): void {
  tx.send("update bulk_jobs set picked = $2 where id = $1", [id, picked]);
}

export async function readJob(db: Queryable, id: string): Promise<BulkJob | null> {
  const [job] = await db.query<BulkJob>(`select ${COLUMNS} from bulk_jobs where id = $1`, [id]);
  return job ?? null;
}

/** Whoever works on a job, or changes it, holds its lock. */
export async function lockJob(tx: Transaction, id: string): Promise<BulkJob | null> {
  const [job] = await tx.query<BulkJob>(`select ${COLUMNS} from bulk_jobs where id = $1 for update`, [id]);
  return job ?? null;
}

/** What a job would do now, by reason. */
export interface Preview {
  readonly will: number;
  readonly already: number;
  readonly cannot: readonly { readonly why: string; readonly count: number }[];
}

/** A preview, and when it was made. */
export interface KeptPreview extends Preview {
  readonly at: Date;
}

// Judging 50,000 lines takes a tenth of a second; so few take nothing.
const KEPT_ABOVE = 1_000;

/** The preview that is kept of a large job, unless it is older than this. */
export async function readPreview(db: Queryable, id: string, seconds: number): Promise<KeptPreview | null> {
  const [row] = await db.query<{ preview: Preview; at: Date }>(
    `select preview, previewed_at as at from bulk_jobs
     where id = $1 and preview is not null and previewed_at > now() - make_interval(secs => $2)`,
    [id, seconds],
  );
  return row === undefined ? null : { ...row.preview, at: row.at };
}

/** Of a small job none is kept. */
export async function keepPreview(db: Queryable, id: string, preview: Preview): Promise<void> {
  await db.query("update bulk_jobs set preview = $2, previewed_at = now() where id = $1 and picked > $3", [
    id,
    JSON.stringify(preview),
    KEPT_ABOVE,
  ]);
}

export interface JobLine extends BulkJob {
  items: number;
  /** What it is still about to do. */
  open: number;
}

/** Newest first. */
export function listJobs(db: Queryable, limit: number): Promise<JobLine[]> {
  return db.query(
    `select ${COLUMNS}, picked as items, case state
       when 'running' then (select count(*)::int from bulk_items where job_id = j.id and outcome is null)
       when 'done' then 0 when 'cancelled' then 0 else picked end as open
     from (select * from bulk_jobs order by created_at desc, id desc limit $1) j order by created_at desc, id desc`,
    [limit],
  );
}

/** How many, counted up to `limit`, were drafted at a time or later. */
export async function countJobsSince(db: Queryable, at: Date, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    "select count(*)::int as count from (select from bulk_jobs where created_at >= $1 limit $2) jobs",
    [at, limit],
  );
  return row?.count ?? 0;
}

export interface BulkWaiting {
  /** Jobs that wait for another person's approval. */
  approval: number;
  /** Incidents that were revoked, and whose owners are told by nobody yet. */
  untold: number;
}

export async function countWaiting(db: Queryable): Promise<BulkWaiting> {
  const [row] = await db.query<BulkWaiting>(
    `select (select count(*)::int from bulk_jobs where state = 'waiting') as approval,
       (select count(*)::int from incidents where untold_round = round and revoked_at is not null) as untold`,
  );
  return row!;
}

export interface JobChange {
  readonly state: BulkState;
  readonly approver?: string;
  readonly endedReason?: string;
}

export function changeJob(tx: Transaction, id: string, { approver, endedReason, state }: JobChange): void {
  tx.send(
    `update bulk_jobs set state = $2, approver = coalesce($3, approver), ended_reason = $4,
       started_at = case when $2 = 'running' then coalesce(started_at, now()) else started_at end,
       ended_at = case when $2 in ('done', 'cancelled') then now() end
     where id = $1`,
    [id, state, approver ?? null, endedReason ?? null],
  );
}
