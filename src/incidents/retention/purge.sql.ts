import type { Transaction } from "../../db/database.ts";

/**
 * Forgets deliveries that were given up so long ago (what anyone handed in and nobody could look up, events whose host could not be
 * asked), with all that is kept of them; answers how many, by kind.
 */
export function forgetGivenUp(tx: Transaction, days: number): Promise<{ kind: string; count: number }[]> {
  return tx.query(
    `with gone as (
       delete from obligations where delivery_id is not null and dead_at < now() - make_interval(days => $1) returning delivery_id, kind
     ), wiped as (
       delete from postponed_deliveries p using gone where p.id = gone.delivery_id
     )
     select kind, count(*)::int as count from gone group by kind order by kind`,
    [days],
  );
}

/** Sets the day of forgetting for incidents that owe nothing any more, nor will when a person tries again; a day that is set stays. */
export function schedulePurge(tx: Transaction, incidentIds: readonly string[], days: number): void {
  if (incidentIds.length === 0) return;
  tx.send(
    `update incidents i set purge_at = now() + make_interval(days => $2)
     where i.id = any($1::uuid[]) and i.purge_at is null and i.state in ('revoked', 'dismissed', 'closed', 'received', 'needs_attention')
       and not exists (select from obligations o where o.incident_id = i.id and (o.dead_at is null or i.state = 'needs_attention'))`,
    [incidentIds, days],
  );
}

/** Locks up to `limit` incidents whose day has come and clears it. */
export async function takePurgeable(tx: Transaction, limit: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `update incidents set purge_at = null
     where id in (select id from incidents where purge_at <= now() order by purge_at limit $1 for update skip locked)
     returning id`,
    [limit],
  );
  return rows.map((row) => row.id);
}

/** Forgets where these tokens were seen; answers how many places. The counts on the incidents stay. */
export async function forgetPlaces(tx: Transaction, incidentIds: readonly string[]): Promise<number> {
  tx.send("delete from alerts where incident_id = any($1::uuid[])", [incidentIds]);
  const rows = await tx.query(
    `update occurrences set url = null, place = null, reported_type = null, place_hash = null, purged_at = now()
     where incident_id = any($1::uuid[]) and purged_at is null returning 1`,
    [incidentIds],
  );
  return rows.length;
}
