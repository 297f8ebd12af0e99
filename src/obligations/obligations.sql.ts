import type { Queryable, Transaction } from "../db/database.ts";
import type { Failure, Obligation, ObligationKind } from "./obligation.ts";

export interface NewObligation {
  readonly id: string;
  readonly kind: ObligationKind;
  readonly deliveryId?: string;
  readonly incidentId?: string;
  readonly noticeId?: string;
}

/** Adds obligations, due now. A revoke that is owed already is due anew: somebody has reason to expect it. */
export async function addObligations(tx: Transaction, obligations: readonly NewObligation[]): Promise<void> {
  if (obligations.length === 0) return;
  await tx.query(
    `insert into obligations (id, kind, delivery_id, incident_id, notice_id)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[])
     on conflict (incident_id, coalesce(notice_id, incident_id)) where incident_id is not null
       do update set due_at = now(), attempts = 0, dead_at = null, last_error = null, lease = null, leased_until = null`,
    [
      obligations.map((obligation) => obligation.id),
      obligations.map((obligation) => obligation.kind),
      obligations.map((obligation) => obligation.deliveryId ?? null),
      obligations.map((obligation) => obligation.incidentId ?? null),
      obligations.map((obligation) => obligation.noticeId ?? null),
    ],
  );
}

/**
 * Leases up to `limit` due obligations to whoever comes with `lease`; answers how many. None are leased while
 * `waitingLimit` leases wait to be taken: what is due meanwhile becomes one larger batch, and nothing runs out of its
 * lease in the queue.
 */
export async function claimDue(
  db: Queryable,
  kind: ObligationKind,
  limit: number,
  waitingLimit: number,
  lease: string,
  seconds: number,
): Promise<number> {
  const rows = await db.query(
    `update obligations set lease = $4, leased_until = now() + make_interval(secs => $5), taken = false
     where id in (
       select id from obligations
       where kind = $1 and dead_at is null and coalesce(leased_until, due_at) <= now()
         and (select count(distinct lease) from obligations where kind = $1 and lease is not null and not taken and leased_until > now()) < $3
       order by coalesce(leased_until, due_at) limit $2
       for update skip locked
     )
     returning 1`,
    [kind, limit, waitingLimit, lease, seconds],
  );
  return rows.length;
}

/** Gives leased obligations back untouched: the job could not be queued. */
export async function releaseLease(db: Queryable, lease: string): Promise<void> {
  await db.query("update obligations set lease = null, leased_until = null where lease = $1 and not taken", [lease]);
}

/** Takes what is leased, once: a second job with the same lease, or a late one, gets nothing. */
export async function takeLeased(db: Queryable, lease: string, seconds: number): Promise<Obligation[]> {
  return await db.query<Obligation>(
    `update obligations
     set taken = true, attempts = attempts + 1, leased_until = now() + make_interval(secs => $2)
     where lease = $1 and not taken and leased_until > now()
     returning id, kind, delivery_id as "deliveryId", incident_id as "incidentId", notice_id as "noticeId", attempts`,
    [lease, seconds],
  );
}

export async function extendLease(db: Queryable, lease: string, seconds: number): Promise<void> {
  await db.query("update obligations set leased_until = now() + make_interval(secs => $2) where lease = $1 and leased_until > now()", [
    lease,
    seconds,
  ]);
}

/** Deletes obligations that were met; answers how many were still ours to meet. */
export async function meetObligations(tx: Transaction, lease: string, ids: readonly string[]): Promise<number> {
  const rows = await tx.query("delete from obligations where lease = $1 and id = any($2::uuid[]) returning 1", [lease, ids]);
  return rows.length;
}

/** Puts obligations off, or gives them up; answers how many were still ours. */
export async function failObligations(tx: Transaction, lease: string, failures: readonly Failure[]): Promise<number> {
  const rows = await tx.query(
    `update obligations o
     set lease = null, leased_until = null, taken = false, last_error = f.error,
         due_at = now() + make_interval(secs => coalesce(f.retry, 0)),
         dead_at = case when f.retry is null then now() end
     from unnest($2::uuid[], $3::text[], $4::float8[]) as f (id, error, retry)
     where o.id = f.id and o.lease = $1
     returning 1`,
    [
      lease,
      failures.map((failure) => failure.id),
      failures.map((failure) => failure.error),
      failures.map((failure) => failure.retrySeconds),
    ],
  );
  return rows.length;
}

/** Makes an incident's given-up obligations due again; answers their kinds. */
export function reviveObligations(tx: Transaction, incidentId: string): Promise<{ kind: ObligationKind }[]> {
  return tx.query(
    `update obligations set dead_at = null, due_at = now(), attempts = 0, last_error = null
     where incident_id = $1 and dead_at is not null returning kind`,
    [incidentId],
  );
}

/** Waives an incident's given-up obligations: a person closed or restored it. */
export async function waiveObligations(tx: Transaction, incidentId: string): Promise<void> {
  await tx.query("delete from obligations where incident_id = $1 and dead_at is not null", [incidentId]);
}

export interface Backlog {
  kind: ObligationKind;
  open: number;
  dead: number;
  oldestDueSeconds: number;
}

/** What is owed, per kind; `oldestDueSeconds` leaves out what a worker is at, and is what the watchdog looks at. */
export function readBacklog(db: Queryable): Promise<Backlog[]> {
  return db.query<Backlog>(
    `select kind,
            count(*) filter (where dead_at is null)::int as open,
            count(*) filter (where dead_at is not null)::int as dead,
            coalesce(extract(epoch from now() - min(due_at) filter (
              where dead_at is null and due_at <= now() and not coalesce(taken and leased_until > now(), false)
            )), 0)::float8 as "oldestDueSeconds"
     from obligations group by kind order by kind`,
  );
}
