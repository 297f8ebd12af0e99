import type { Queryable } from "../../db/database.ts";
import { uuidFloor } from "../../kernel/ids.ts";
import type { IncidentState } from "../state.ts";
import type { Verdict } from "../verdict.ts";

export const DELIVERY_STATES = ["accepted", "waiting", "given_up"] as const;
/** `waiting`: committed sealed, a job is to look at it. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DeliveryFilter {
  readonly source: string | null;
  readonly state: DeliveryState | null;
}

/** A delivery as people see it. */
export interface DeliveryLine {
  id: string;
  source: string;
  received_at: Date;
  state: DeliveryState;
  /** Null while nobody has looked into it. */
  records: number | null;
  /** How many records got which label; null when none was recorded. */
  true_positives: number | null;
  false_positives: number | null;
  attempts: number | null;
  last_error: string | null;
  next_at: Date | null;
  /** Of what was given up. */
  obligation_id: string | null;
}

const ACCEPTED = `select d.id, d.source, d.received_at, 'accepted' as state, d.records,
    length(d.labels) - length(replace(d.labels, 't', '')) as true_positives,
    length(d.labels) - length(replace(d.labels, 'f', '')) as false_positives,
    null::int as attempts, null::text as last_error, null::timestamptz as next_at, null::uuid as obligation_id
  from deliveries d`;

const POSTPONED = `select p.id, p.source, p.received_at, case when o.dead_at is null then 'waiting' else 'given_up' end as state,
    null::int as records, null::int as true_positives, null::int as false_positives, o.attempts, o.last_error,
    case when o.dead_at is null then o.due_at end as next_at, case when o.dead_at is not null then o.id end as obligation_id
  from postponed_deliveries p left join obligations o on o.delivery_id = p.id`;

/** Newest first, those before `before`: ids sort by the time they were made. */
export function selectDeliveryLines(db: Queryable, filter: DeliveryFilter, before: string | null, limit: number): Promise<DeliveryLine[]> {
  return db.query<DeliveryLine>(
    `select * from (
       (${ACCEPTED}
        where coalesce($2, 'accepted') = 'accepted' and ($1::text is null or d.source = $1) and ($3::uuid is null or d.id < $3)
        order by d.id desc limit $4)
       union all
       (${POSTPONED}
        where coalesce($2, 'waiting') <> 'accepted' and ($2::text is null or (o.dead_at is null) = ($2 = 'waiting'))
          and ($1::text is null or p.source = $1) and ($3::uuid is null or p.id < $3)
        order by p.id desc limit $4)
     ) lines order by id desc limit $4`,
    [filter.source, filter.state, before, limit],
  );
}

/** How many of the list, counted up to `limit`, came in at a time or later. */
export async function countDeliveriesSince(db: Queryable, filter: DeliveryFilter, at: Date, limit: number): Promise<number> {
  const [row] = await db.query<{ count: number }>(
    `select count(*)::int as count from (
       (select from deliveries d
        where coalesce($2, 'accepted') = 'accepted' and ($1::text is null or d.source = $1) and d.id >= $3::uuid limit $4)
       union all
       (select from postponed_deliveries p left join obligations o on o.delivery_id = p.id
        where coalesce($2, 'waiting') <> 'accepted' and ($2::text is null or (o.dead_at is null) = ($2 = 'waiting'))
          and ($1::text is null or p.source = $1) and p.id >= $3::uuid limit $4)
       limit $4
     ) lines`,
    [filter.source, filter.state, uuidFloor(at), limit],
  );
  return row?.count ?? 0;
}

export async function selectDeliveryLine(db: Queryable, id: string): Promise<DeliveryLine | null> {
  const [row] = await db.query<DeliveryLine>(`${ACCEPTED} where d.id = $1 union all ${POSTPONED} where p.id = $1`, [id]);
  return row ?? null;
}

/** A place that a delivery was the first to tell of. */
export interface DeliveredPlace {
  id: string;
  incident_id: string;
  token_hint: string;
  token_name: string | null;
  state: IncidentState;
  verdict: Verdict;
  reported_type: string | null;
  place: string | null;
  copy_detail: string;
  purged_at: Date | null;
}

/** The first `limit` places of a delivery; a record that told of a place known before left none. */
export function selectDeliveredPlaces(db: Queryable, deliveryId: string, limit: number): Promise<DeliveredPlace[]> {
  return db.query<DeliveredPlace>(
    `select o.id, o.incident_id, i.token_hint, i.token_name, i.state, i.verdict, o.reported_type, o.place, o.copy_detail, o.purged_at
     from occurrences o join incidents i on i.id = o.incident_id
     where o.delivery_id = $1 order by o.id limit $2`,
    [deliveryId, limit],
  );
}
