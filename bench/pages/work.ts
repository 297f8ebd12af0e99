import type { Queryable } from "../../src/db/database.ts";

const ID = "('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";

/** What anybody may have written, as long as it may be, in the characters that take most room on a page. */
const LONG = `repeat('"<&', 100)`;

/** What a page needs an id of. */
export interface Known {
  readonly incident: string;
  readonly longIncident: string;
  readonly delivery: string;
  readonly longDelivery: string;
  readonly middleDelivery: string;
  readonly notice: string;
  readonly longNotice: string;
  readonly dead: string;
  readonly endpoint: string;
  readonly jobs: Readonly<Record<"draft" | "done", string>>;
  readonly token: string;
  readonly owner: string;
}

/** Everything else that the pages show, in proportion to `incidents` of them; and what is as long as it can be, among the newest. */
export async function addWork(db: Queryable, incidents: number): Promise<Known> {
  await addMails(db);
  await addOwed(db);
  await addCasework(db);
  await addLong(db, incidents);
  const jobs = { draft: await addJob(db, "draft"), done: await addJob(db, "done") };
  const endpoint = await addMessages(db, Math.min(200_000, incidents));
  return { ...(await known(db)), jobs, endpoint };
}

/** Each owner of a revoked token was told; of a thousand, two mails failed and one is under way. */
async function addMails(db: Queryable): Promise<void> {
  await db.query(
    `insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id, state, attempts, last_response, created_at, attempted_at, sent_at)
     select gen_random_uuid(), id, case when n % 5000 = 1 then 'restored' else 'revoked' end, 1, owner_name, owner_email, 'en', '<' || id || '@bench.test>',
       case when n % 1000 < 2 then 'failed' when n % 1000 = 2 then 'due' when n % 20000 = 3 then 'folded' else 'sent' end,
       1, '250 2.0.0 ok', reported_at, reported_at, case when n % 1000 > 3 then reported_at end
     from (select *, row_number() over (order by reported_at) as n from incidents where state = 'revoked') i`,
  );
  await db.query(
    `insert into mail_addresses (address, bad_since, bad_reason)
     select 'bad' || n || '@bench.test', now() - n * interval '1 minute', 'bounced: 550 5.1.1 no such user' from generate_series(1, 20000) n`,
  );
}

/** Mails under way and given up, revocations under way, and deliveries that nobody has looked into. */
async function addOwed(db: Queryable): Promise<void> {
  await db.query(
    `insert into obligations (id, kind, incident_id, notice_id, due_at, attempts, dead_at, last_error)
     select gen_random_uuid(), 'notify', incident_id, id, now() + interval '1 day', 3, case when state = 'failed' then created_at end, '421 4.7.0 try again later'
     from notices where state in ('due', 'failed')`,
  );
  await db.query(
    `insert into obligations (id, kind, incident_id, due_at, attempts, lane, last_error)
     select gen_random_uuid(), 'revoke_elsewhere', id, now() + interval '1 day', 1, 'elsewhere', 'HTTP 503'
     from incidents where state = 'dismissed' and fingerprint < '\\x01'`,
  );
  await db.query(
    `update incidents set state = 'revoking' where id in (select incident_id from obligations where kind = 'revoke_elsewhere')`,
  );
  await db.query(
    `with late as (
       insert into postponed_deliveries (id, source, body_hash, received_at, sealed_body)
       select gen_random_uuid(), 'github-partner', sha256(n::text::bytea), now() - n * interval '1 minute', '\\x00' from generate_series(1, 20000) n returning id
     ) insert into obligations (id, kind, delivery_id, due_at, attempts, dead_at, last_error)
     select gen_random_uuid(), 'classify', id, now() + interval '1 day', 9, case when random() < 0.9 then now() end, 'the issuer did not answer (' || substr(id::text, 1, 1) || ')'
     from late`,
  );
}

async function addCasework(db: Queryable): Promise<void> {
  await db.query(
    "update incidents set assigned_to = case when fingerprint < '\\x0008' then 'Grace' else 'Linus' end where fingerprint < '\\x0010'",
  );
  await db.query("update incidents set state = 'closed', closed_at = now(), closed_as = 'false_positive' where fingerprint > '\\xfffff0'");
  await db.query(
    `insert into saved_views (id, person, title, query, shared) select gen_random_uuid(), 'Linus', n || ${LONG}, 'state:revoked', true from generate_series(1, 50) n`,
  );
  await db.query(
    `insert into sessions (id, fingerprint, name, role, method, agent, expires_at)
     select gen_random_uuid(), sha256(n::text::bytea), n || left(${LONG}, 50), 'viewer', 'link', ${LONG}, now() + interval '1 day' from generate_series(1, 500) n`,
  );
}

/** The newest of everything, written by somebody who means it: 300 incidents, and one with a thousand places, events and mails. */
async function addLong(db: Queryable, incidents: number): Promise<void> {
  await db.query(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_name, token_caveats, owner_name, owner_email,
       source, occurrence_count, round, attention_reason, reported_at, verified_at, assigned_to)
     select ${ID}, sha256(n::text::bytea), 'needs_attention', 'genuine', 'exact', 'tokenward', 'builtin', 'long', 'tokenward-AgEI…1xQ', ${LONG},
       (select jsonb_agg(jsonb_build_object('kind', 'unknown', 'text', ${LONG})) from generate_series(1, 30)), ${LONG}, 'long@bench.test', 'github-partner', 1000, 1,
       ${LONG}, now(), now(), left(${LONG}, 60)
     from generate_series($1::int, $1::int + 299) n`,
    [incidents],
  );
  await db.query(
    `insert into occurrences (incident_id, delivery_id, source, place_hash, reported_type, url, place, copy_detail)
     select ${ID.replaceAll("n)", "$1::int)")}, (select id from deliveries order by id limit 1), 'github-partner', sha256(n::text::bytea), ${LONG},
       'https://github.com/' || repeat('a%22', 400), ${LONG}, 'exact' from generate_series(1, 1000) n`,
    [incidents + 299],
  );
  await db.query(
    `insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id, state, attempts, last_response)
     select gen_random_uuid(), ${ID.replaceAll("n)", "$1::int)")}, 'revoked', n, ${LONG}, 'long@bench.test', 'en', '<1@bench.test>', 'failed', 3, '550 ' || ${LONG} from generate_series(1, 200) n`,
    [incidents + 299],
  );
  await db.query(
    `insert into obligations (id, kind, incident_id, notice_id, attempts, dead_at, last_error)
     select gen_random_uuid(), 'notify', incident_id, id, 3, now(), '550 ' || n || ${LONG} from (select *, row_number() over () as n from notices where recipient_email = 'long@bench.test') as long`,
  );
  const detail = `json_build_object('reason', ${LONG}, 'why', ${LONG}, 'text', ${LONG}, 'source', 'github-partner')::text`;
  await db.query(
    `with blocks as (
       insert into audit_blocks (seq, id, at, root, hash)
       select (select max(seq) from audit_blocks) + n, gen_random_uuid(), now(), sha256(''), sha256('') from generate_series(1, 1000) n returning id
     ) insert into audit_events (block, position, incident_id, actor, action, commitment, salt, detail)
     select id, 0, ${ID.replaceAll("n)", "$1::int)")}, 'admin:' || ${LONG}, 'incident.commented', sha256(''), '\\x00', ${detail} from blocks`,
    [incidents + 299],
  );
}

/** As many incidents as a bulk job may hold. */
async function addJob(db: Queryable, state: "draft" | "done"): Promise<string> {
  const [job] = await db.query<{ id: string }>(
    `insert into bulk_jobs (id, act, query, reason, author, holds_notices, state) values (gen_random_uuid(), 'revoke', 'state:dismissed', ${LONG}, 'Grace', true, $1) returning id`,
    [state],
  );
  await db.query(
    `insert into bulk_items (job_id, position, incident_id, outcome, detail)
     select $1, row_number() over (), id, case when $2 = 'done' then 'cannot' end, case when $2 = 'done' then ${LONG} end from (select id from incidents limit 50000) i`,
    [job!.id, state],
  );
  await db.query("update bulk_jobs set picked = (select count(*) from bulk_items where job_id = $1) where id = $1", [job!.id]);
  return job!.id;
}

async function addMessages(db: Queryable, count: number): Promise<string> {
  const [endpoint] = await db.query<{ id: string }>(
    `insert into endpoints (id, kind, description, sealed, host, events) values (gen_random_uuid(), 'standard', ${LONG}, '\\x00', 'https://hooks.bench.test', '{leak.revoked}') returning id`,
  );
  await db.query(
    `with told as (insert into messages (id, type, body) select gen_random_uuid(), 'leak.revoked', '{}' from generate_series(1, $2::int) returning id)
     insert into parcels (id, message_id, endpoint_id, state, attempts, last_answer) select gen_random_uuid(), id, $1, 'failed', 9, 'HTTP 500: ' || ${LONG} from told`,
    [endpoint!.id, count],
  );
  return endpoint!.id;
}

async function known(db: Queryable): Promise<Omit<Known, "jobs" | "endpoint">> {
  const [ids] = await db.query<Omit<Known, "jobs" | "endpoint" | "token" | "owner">>(
    `select (select id from incidents where state = 'revoked' order by reported_at limit 1) as incident,
       (select incident_id from occurrences group by 1 having count(*) > 500) as "longIncident",
       (select id from deliveries order by id desc limit 1) as delivery, (select id from deliveries order by id limit 1) as "longDelivery",
       (select id from deliveries order by id offset 1000 limit 1) as "middleDelivery",
       (select id from notices where state = 'sent' limit 1) as notice, (select id from notices where recipient_email = 'long@bench.test' limit 1) as "longNotice",
       (select id from obligations where dead_at is not null limit 1) as dead`,
  );
  const [old] = await db.query<{ token: string; owner: string }>(
    "select token_id as token, owner_email as owner from incidents where token_id is not null order by reported_at limit 1",
  );
  return { ...ids!, ...old! };
}
