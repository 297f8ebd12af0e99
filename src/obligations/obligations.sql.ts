import type { Database, Queryable, Transaction } from "../db/database.ts";
import type { Failure, Obligation, ObligationKind } from "./obligation.ts";

export interface NewObligation {
  readonly id: string;
  readonly kind: ObligationKind;
  /** The issuer that is called, for `revoke_elsewhere`. */
  readonly lane?: string;
  readonly deliveryId?: string;
  readonly incidentId?: string;
  readonly noticeId?: string;
  readonly bulkId?: string;
}

/** Adds obligations, due now. A revoke that is owed already is due anew: somebody has reason to expect it. */
export function addObligations(tx: Transaction, obligations: readonly NewObligation[]): void {
  if (obligations.length === 0) return;
  tx.send(
    `insert into obligations (id, kind, delivery_id, incident_id, notice_id, lane, bulk_id)
     select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[])
     on conflict (incident_id, coalesce(notice_id, incident_id)) where incident_id is not null
       do update set kind = excluded.kind, lane = excluded.lane, due_at = now(), attempts = 0, dead_at = null, last_error = null, lease = null, leased_until = null`,
    [
      obligations.map((obligation) => obligation.id),
      obligations.map((obligation) => obligation.kind),
      obligations.map((obligation) => obligation.deliveryId ?? null),
      obligations.map((obligation) => obligation.incidentId ?? null),
      obligations.map((obligation) => obligation.noticeId ?? null),
      obligations.map((obligation) => obligation.lane ?? null),
      obligations.map((obligation) => obligation.bulkId ?? null),
    ],
  );
}

// Whoever claims or takes does not wait for the disk: what PostgreSQL forgets when it crashes is claimed again. `set_config` holds
// for the transaction, and so for the commit of the one statement it stands in.
const NEED_NOT_LAST = "set_config('synchronous_commit', 'off', true)";

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
  const [dispatch] = await db.query<{ size: number }>(
    `with claimed as (
       update obligations set lease = $4, leased_until = now() + make_interval(secs => $5), taken = false
       where id in (
         select id from obligations
         where kind = $1 and dead_at is null and due_at <= now() and (leased_until is null or leased_until <= now())
           and (select count(*) from dispatches where kind = $1 and until > now()) < $3
         order by due_at limit $2
         for update skip locked
       )
       returning id
     )
     insert into dispatches (lease, kind, obligations, until)
     select $4, $1, array_agg(id), now() + make_interval(secs => $5) from claimed having count(*) > 0
     returning cardinality(obligations) as size, ${NEED_NOT_LAST}`,
    [kind, limit, waitingLimit, lease, seconds],
  );
  return dispatch?.size ?? 0;
}

/**
 * Leases the due obligations of one lane, up to `limit`; answers how many. A lane of which a batch is under way is passed
 * over, whatever process is at it: they claim one after the other, so that each sees what the one before it took. Lanes are
 * found one by one in the index, however much waits in each.
 */
export async function claimLane(db: Database, limit: number, lease: string, seconds: number): Promise<number> {
  return await db.transaction(async (tx) => {
    tx.send("select pg_advisory_xact_lock(hashtext('tokenward.lanes'))");
    return await claimFreeLane(tx, limit, lease, seconds);
  });
}

async function claimFreeLane(tx: Transaction, limit: number, lease: string, seconds: number): Promise<number> {
  const [dispatch] = await tx.query<{ size: number }>(
    `with recursive busy as materialized (
       select distinct lane from obligations where kind = 'revoke_elsewhere' and dead_at is null and leased_until > now()
     ), lanes as (
       (select lane from obligations where kind = 'revoke_elsewhere' and dead_at is null order by lane limit 1)
       union all
       select (select o.lane from obligations o where o.kind = 'revoke_elsewhere' and o.dead_at is null and o.lane > l.lane order by o.lane limit 1)
       from lanes l where l.lane is not null
     ), free as (
       select l.lane from lanes l
       where l.lane not in (select lane from busy)
         and exists (select from obligations o
           where o.kind = 'revoke_elsewhere' and o.lane = l.lane and o.dead_at is null and o.due_at <= now() and (o.leased_until is null or o.leased_until <= now()))
       limit 1
     ), claimed as (
       update obligations set lease = $2, leased_until = now() + make_interval(secs => $3), taken = false
       where id in (
         select id from obligations
         where kind = 'revoke_elsewhere' and lane = (select lane from free)
           and dead_at is null and due_at <= now() and (leased_until is null or leased_until <= now())
         order by due_at limit $1
         for update skip locked
       )
       returning id
     )
     insert into dispatches (lease, kind, obligations, until)
     select $2, 'revoke_elsewhere', array_agg(id), now() + make_interval(secs => $3) from claimed having count(*) > 0
     returning cardinality(obligations) as size, ${NEED_NOT_LAST}`,
    [limit, lease, seconds],
  );
  return dispatch?.size ?? 0;
}

/** Gives leased obligations back untouched: the job could not be queued. */
export async function releaseLease(db: Queryable, lease: string): Promise<void> {
  await db.query(
    `with dispatch as (delete from dispatches where lease = $1 returning obligations)
     update obligations o set lease = null, leased_until = null
     from dispatch where o.id = any(dispatch.obligations) and o.lease = $1 and not o.taken`,
    [lease],
  );
}

/** Takes what is leased, once: a second job with the same lease, or a late one, gets nothing. */
export async function takeLeased(db: Queryable, lease: string, seconds: number): Promise<Obligation[]> {
  return await db.query<Obligation>(
    `with dispatch as (delete from dispatches where lease = $1 returning obligations, ${NEED_NOT_LAST})
     update obligations o
     set taken = true, attempts = o.attempts + 1, leased_until = now() + make_interval(secs => $2)
     from dispatch where o.id = any(dispatch.obligations) and o.lease = $1 and not o.taken and o.leased_until > now()
     returning o.id, o.kind, o.delivery_id as "deliveryId", o.incident_id as "incidentId", o.notice_id as "noticeId",
       o.parcel_id as "parcelId", o.alert_id as "alertId", o.bulk_id as "bulkId", o.attempts`,
    [lease, seconds],
  );
}

export async function extendLease(db: Queryable, lease: string, ids: readonly string[], seconds: number): Promise<void> {
  await db.query(
    "update obligations set leased_until = now() + make_interval(secs => $3) where id = any($2::uuid[]) and lease = $1 and leased_until > now()",
    [lease, ids, seconds],
  );
}

/** Forgets dispatches whose job was lost: what they dispatched is long dispatched anew. */
export async function forgetDispatches(db: Queryable): Promise<void> {
  await db.query("delete from dispatches where until < now() - interval '10 minutes'");
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

export interface Pause {
  readonly id: string;
  readonly seconds: number;
}

/** Gives obligations back untried, due later; answers how many were still ours. */
export async function putOffObligations(tx: Transaction, lease: string, rows: readonly Pause[]): Promise<number> {
  const put = await tx.query(
    `update obligations o
     set lease = null, leased_until = null, taken = false, attempts = greatest(0, o.attempts - 1), due_at = now() + make_interval(secs => p.seconds)
     from unnest($2::uuid[], $3::float8[]) as p (id, seconds) where o.id = p.id and o.lease = $1
     returning 1`,
    [lease, rows.map(({ id }) => id), rows.map(({ seconds }) => seconds)],
  );
  return put.length;
}

/** Makes an incident's given-up obligations due again; answers their kinds. */
export function reviveObligations(tx: Transaction, incidentId: string): Promise<{ kind: ObligationKind }[]> {
  return tx.query(
    `update obligations set dead_at = null, due_at = now(), attempts = 0, last_error = null
     where incident_id = $1 and dead_at is not null returning kind`,
    [incidentId],
  );
}

/** Waives all that is owed about an incident: its token was restored. Whoever is at it loses the lease. */
export function waiveAll(tx: Transaction, incidentId: string): void {
  tx.send("delete from obligations where incident_id = $1", [incidentId]);
}

/** Waives an incident's given-up obligations: a person closed it. */
export async function waiveObligations(tx: Transaction, incidentId: string): Promise<void> {
  await tx.query("delete from obligations where incident_id = $1 and dead_at is not null", [incidentId]);
}

export interface Backlog {
  kind: ObligationKind;
  open: number;
  dead: number;
  oldestDueSeconds: number;
}

/**
 * What is owed, per kind; `oldestDueSeconds` leaves out what a worker is at, and the rest of a lane that it is at. It is
 * what the watchdog looks at.
 */
export function readBacklog(db: Queryable): Promise<Backlog[]> {
  return db.query<Backlog>(
    `with busy as materialized (select distinct lane from obligations where lane is not null and taken and leased_until > now())
     select kind,
            count(*) filter (where dead_at is null)::int as open,
            count(*) filter (where dead_at is not null)::int as dead,
            coalesce(extract(epoch from now() - min(due_at) filter (
              where dead_at is null and due_at <= now() and not coalesce(taken and leased_until > now(), false)
                and (lane is null or lane not in (select lane from busy))
            )), 0)::float8 as "oldestDueSeconds"
     from obligations group by kind order by kind`,
  );
}
