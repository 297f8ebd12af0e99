import type { App } from "./app.ts";
import { type Visit, visit } from "./dashboard.ts";
import { leak } from "./leaks.ts";

/** What an attacker writes wherever they may. */
export const ATTACK = `<img src=x onerror="document.title='hacked'">`;

/** A dashboard with something of every kind in it, all of its texts an attacker's. */
export interface Furnished {
  readonly token: string;
  /** What stands for `:id` below a path, one or several. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
}

const JOBS = ["draft", "waiting", "done", "untold"] as const;

export async function furnish(app: App): Promise<Furnished> {
  const { incident, token } = await leak(app, { token: { name: ATTACK, owner: { name: ATTACK, email: "eve@example.com" } } });
  const { db } = app;
  await db.query(
    `update incidents set state = 'needs_attention', attention_reason = $2, assigned_to = $2, revoked_at = null, risk_asked_by = 'Somebody', risk_until = now() + interval '9 days',
       verdict_detail = $2, owner_name = $2, token_caveats = jsonb_build_array(jsonb_build_object('kind', $2::text, 'text', $2::text)) where id = $1`,
    [incident, ATTACK],
  );
  await db.query("update occurrences set place = $1, reported_type = $1, url = 'javascript:' || $1, copy_detail = $1", [ATTACK]);
  // One that may be opened.
  await db.query(
    `insert into occurrences (incident_id, delivery_id, source, url, copy_detail) select incident_id, delivery_id, source, 'https://github.com/o/r', 'exact' from occurrences`,
  );
  await db.query("delete from obligations");
  await addMail(app, incident);
  await db.query("insert into mail_addresses (address, bad_since, bad_reason) values ($1, now(), $1)", [ATTACK]);
  await db.query(
    "insert into obligations (id, kind, delivery_id, attempts, dead_at, last_error) values (gen_random_uuid(), 'fetch', gen_random_uuid(), 9, now(), $1)",
    [ATTACK],
  );
  await db.query("insert into admin_tokens (id, name, fingerprint) values (gen_random_uuid(), $1, '\\x01')", [ATTACK]);
  const admin = await visit(app, "admin", "Grace");
  await visit(app, "responder", ATTACK);
  await addByForms(admin, incident);
  const jobs = await addJobs(app, incident);
  await db.query(
    "update endpoints set disabled_at = now(), disabled_reason = $1 where id = (select id from endpoints order by id desc limit 1)",
    [ATTACK],
  );
  const one = async (sql: string): Promise<string[]> => (await db.query<{ id: string }>(sql)).map(({ id }) => id);
  return {
    token,
    ids: {
      "/admin/incidents": [incident],
      "/admin/deliveries": await one("select id from deliveries"),
      "/admin/notices": await one("select id from notices"),
      "/admin/bulk": jobs,
      "/admin/endpoints": await one("select id from endpoints order by id"),
      "/admin/views": await one("select id from saved_views order by id"),
      "/admin/dead-letters": await one("select id from obligations where dead_at is not null and kind = 'fetch'"),
      "/admin/sessions": await one(`select id from sessions where name <> 'Grace'`),
      "/admin/sessions/tokens": await one("select id from admin_tokens"),
    },
  };
}

async function addMail({ db }: App, incident: string): Promise<void> {
  await db.query(
    `with n as (
       insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id, state, attempts, last_response)
       values (gen_random_uuid(), $1, 'revoked', 1, $2, 'eve@example.com', 'en', '<x@y>', 'failed', 3, $2) returning id
     ) insert into obligations (id, kind, incident_id, notice_id, attempts, dead_at, last_error) select gen_random_uuid(), 'notify', $1, id, 18, now(), $2 from n`,
    [incident, ATTACK],
  );
}

async function addByForms(admin: Visit, incident: string): Promise<void> {
  await admin.post(`/admin/incidents/${incident}/comment`, { text: `@Grace ${ATTACK}` });
  await admin.post("/admin/views", { title: ATTACK, q: "state:closed", shared: "yes" });
  await admin.post("/admin/views", { title: "pinned", q: "state:needs_attention" });
  const pinned = /\/admin\/views\/(?<id>[0-9a-f-]{36})\/pin"/u.exec(await (await admin.get("/admin/views")).text())?.groups?.["id"];
  await admin.post(`/admin/views/${pinned ?? ""}/pin`);
  for (const kind of ["standard", "standard"]) {
    await admin.post("/admin/endpoints", { kind, url: "https://hooks.example.org/in", description: ATTACK, events: "leak.revoked" });
  }
}

/** One of each state that has acts of its own. */
async function addJobs({ db }: App, incident: string): Promise<string[]> {
  const ids: string[] = [];
  for (const kind of JOBS) {
    const state = kind === "untold" ? "done" : kind;
    const [job] = await db.query<{ id: string }>(
      `insert into bulk_jobs (id, act, query, reason, author, holds_notices, state, ended_reason, picked) values (gen_random_uuid(), 'revoke', $1, $1, $2, true, $3, $1, 2) returning id`,
      [ATTACK, kind === "waiting" ? "Somebody" : "Grace", state],
    );
    await db.query(
      `insert into bulk_items (job_id, position, incident_id, outcome, detail) values ($1, 1, $2, $3, $4), ($1, 2, null, 'cannot', $4)`,
      [job!.id, incident, state === "done" ? "done" : null, ATTACK],
    );
    ids.push(job!.id);
  }
  const [told] = await db.query<{ id: string }>(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_hint, token_caveats, source, occurrence_count, reported_at, revoked_at, round, untold_round)
     values (gen_random_uuid(), '\\x02', 'revoked', 'genuine', 'exact', $1, $1, $1, '[]', $1, 1, now(), now(), 1, 1) returning id`,
    [ATTACK],
  );
  await db.query("insert into bulk_items (job_id, position, incident_id, outcome) values ($1, 3, $2, 'done')", [ids.at(-1), told!.id]);
  return ids;
}

/** The addresses of a route, one for each of what it may be about; fails for one that nothing is known of. */
export function addressesOf(path: string, { ids }: Furnished): string[] {
  if (!path.includes(":id")) return [path];
  const known = ids[path.slice(0, path.indexOf("/:id"))];
  if (known === undefined || known.length === 0) throw new Error(`there is nothing that ${path} could be about: furnish it`);
  return known.map((id) => path.replace(":id", id));
}
