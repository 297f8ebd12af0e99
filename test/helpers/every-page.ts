import type { App } from "./app.ts";
import type { Visit } from "./dashboard.ts";
import { leak } from "./leaks.ts";

/** Something of every kind that a page of the dashboard may show. */
export async function furnish(app: App, admin: Visit): Promise<void> {
  const { incident, token } = await leak(app, { token: { name: "deploy", owner: { name: "Ada", email: "ada@example.com" } } });
  await app.db.query("update incidents set state = 'needs_attention', attention_reason = 'owner unreachable: 550 no' where id = $1", [
    incident,
  ]);
  await app.db.query(
    `with n as (
       insert into notices (id, incident_id, template, round, recipient_name, recipient_email, locale, message_id, state, attempts, last_response)
       values (gen_random_uuid(), $1, 'revoked', 1, 'Ada', 'ada@example.com', 'en', '<x@y>', 'failed', 3, '550 no') returning id
     ) insert into obligations (id, kind, incident_id, notice_id, attempts, dead_at, last_error)
       select gen_random_uuid(), 'notify', $1, id, 18, now(), 'the relay says no' from n`,
    [incident],
  );
  await app.db.query("insert into mail_addresses (address, bad_since, bad_reason) values ('gone@example.com', now(), 'bounced')");
  await app.db.query(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_hint, token_caveats, source, occurrence_count, reported_at)
     select gen_random_uuid(), decode(md5(n::text), 'hex'), 'dismissed', 'forged', 'bad_signature', 'paged', 'here', 'hint-' || n, '[]', 'import', 1, now()
     from generate_series(1, 120) n`,
  );
  const forms: [string, Record<string, string>][] = [
    ["/admin/check", { text: token }],
    ["/admin/views", { title: "Mine", q: "state:closed", shared: "yes" }],
    ["/admin/bulk", { act: "close", q: "state:dismissed", reason: "because", hold: "no" }],
    ["/admin/endpoints", { kind: "standard", url: "https://hooks.example.org/in", description: "SIEM", events: "leak.revoked" }],
    [`/admin/incidents/${incident}/comment`, { text: "looked at" }],
  ];
  for (const [path, form] of forms) {
    const { status } = await admin.post(path, form);
    if (status >= 400) throw new Error(`${path} was answered with ${status}`);
  }
}

/** The kind of page that an address leads to: an incident is one like every other. */
const kindOf = (address: string): string => address.replace(/[#?].*$/u, "").replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, ":id");

/** Every page that links lead to from the first one, one of each kind: its kind, its address and what it holds. */
export async function everyPage(
  app: App,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly kind: string; readonly address: string; readonly html: string }[]> {
  const pages = new Map<string, { readonly kind: string; readonly address: string; readonly html: string }>();
  const open = ["/admin"];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    const kind = kindOf(address);
    if (pages.has(kind)) continue;
    const html = await (await fetch(app.url + address, { headers })).text();
    pages.set(kind, { kind, address, html });
    const links = Array.from(html.matchAll(/<a\b[^>]*? href="(?<address>\/admin[^"]*)"/gu), (link) => link.groups!["address"]!);
    open.push(...links.map((link) => link.replaceAll("&amp;", "&")));
  }
  return [...pages.values()];
}
