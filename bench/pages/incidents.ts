import type { Queryable } from "../../src/db/database.ts";

export interface Growth {
  /** How many there will be. */
  readonly size: number;
  /** The first is a year old, and the last so many days younger. */
  readonly days: number;
  /** Each n-th is a genuine token that was revoked. */
  readonly genuineEach: number;
}

/**
 * Incidents, each with a place, a delivery and a block of the trail; numbers `from` up to below `to`. Of a hundred one waits for a
 * person, and those that are not genuine are unknown.
 */
export async function addIncidents(db: Queryable, from: number, to: number, { days, genuineEach, size }: Growth): Promise<void> {
  const numbers = [from, to - 1];
  const at = `date_trunc('milliseconds', now() - interval '366 days' + interval '${days} days' * n / ${size})`;
  const ms = `lpad(to_hex((extract(epoch from ${at}) * 1000)::bigint), 12, '0')`;
  const id = (kind: string): string => `overlay(${ms} || '-7000-8${kind}00-' || lpad(to_hex(n), 12, '0') placing '-' from 9 for 0)::uuid`;
  const genuine = `n % ${genuineEach} = 0`;
  await db.query(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name, token_caveats,
       owner_name, owner_email, source, occurrence_count, round, attention_reason, reported_at, verified_at, revoked_at)
     select ${id("0")}, sha256(n::text::bytea), case when n % 100 = 0 then 'needs_attention' when ${genuine} then 'revoked' else 'dismissed' end,
       case when ${genuine} then 'genuine' else 'unknown' end, 'exact', 'tokenward', 'builtin', case when ${genuine} then gen_random_uuid()::text end,
       'tokenward-AgEI…1xQ', 'grown', '[]', case when ${genuine} then 'Grown' end, case when ${genuine} then 'o' || n || '@bench.test' end,
       'github-partner', 1, 1, case when n % 100 = 0 then 'of the bench' end, ${at}, ${at}, case when ${genuine} then ${at} end
     from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into occurrences (incident_id, delivery_id, source, copy_detail, seen_at, purged_at)
     select ${id("0")}, ${id("1")}, 'github-partner', 'exact', ${at}, ${at} + interval '30 days' from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into deliveries (id, source, body_hash, received_at, records, labels)
     select ${id("1")}, 'github-partner', sha256(n::text::bytea), ${at}, 1, 'f' from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into audit_blocks (seq, id, at, root, hash)
     select (select coalesce(max(seq), 0) from audit_blocks) + 1 + n - $1, ${id("2")}, ${at}, sha256(''), sha256('') from generate_series($1::int, $2::int) n`,
    numbers,
  );
  await db.query(
    `insert into audit_events (block, position, incident_id, actor, action, commitment, salt, detail)
     select ${id("2")}, p, case when p = 0 then ${id("0")} end, 'intake', case when p = 0 then 'incident.reported' else 'delivery.accepted' end, sha256(''),
       '\\x00112233445566778899aabbccddeeff', '{"state":"dismissed","verdict":"unknown","detail":"exact","source":"github-partner","places":1}'
     from generate_series($1::int, $2::int) n cross join generate_series(0, 1) p`,
    numbers,
  );
}
