import { beforeAll, expect, test, vi } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { englishIn } from "../../helpers/visible-text.ts";

// A language that says everything in English between brackets; what Intl writes is Japanese, so that it is no English either.
vi.mock("../../../src/dashboard/words/ja.ts", async () => {
  const { en } = await import("../../../src/dashboard/words/en.ts");
  const messages = Object.fromEntries(Object.entries(en.messages).map(([key, message]) => [key, `⟦${message}⟧`]));
  return { ja: { language: "ja", dir: "ltr", messages } };
});

const HEADERS = { "accept-language": "ja" };

let app: App;
let admin: Visit;
beforeAll(async () => {
  app = await startApp();
  admin = await visit(app);
  const { incident, token } = await leak(app, { token: { name: "deploy", owner: { name: "Ada", email: "ada@example.com" } } });
  await furnish(incident);
  await admin.post("/admin/check", { text: token });
  await admin.post("/admin/views", { title: "Mine", q: "state:closed", shared: "yes" });
  const drafted = await admin.post("/admin/bulk", { act: "close", q: "state:dismissed", reason: "because", hold: "no" });
  expect(drafted.status).toBe(303);
  const endpoint = { kind: "standard", url: "https://hooks.example.org/in", description: "SIEM", events: "leak.revoked" };
  expect((await admin.post("/admin/endpoints", endpoint)).status).toBe(201);
  await admin.post(`/admin/incidents/${incident}/comment`, { text: "looked at" });
});

/** Something of every kind that a page may show. */
async function furnish(incident: string): Promise<void> {
  await app.db.query("update incidents set state = 'needs_attention', attention_reason = 'the relay says no' where id = $1", [incident]);
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
}

const page = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> =>
  await (await fetch(app.url + path, { headers: { cookie: admin.cookie, ...HEADERS, ...headers } })).text();

/** The kind of page that an address leads to: an incident is one like every other. */
const kindOf = (address: string): string => address.replace(/[#?].*$/u, "").replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/gu, ":id");

/** Every page that links lead to from the first one, one of each kind. */
async function everyPage(): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const open = ["/admin"];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (pages.has(kindOf(address))) continue;
    const html = await page(address);
    pages.set(kindOf(address), html);
    const links = Array.from(
      html.matchAll(/<(?:a|iframe)\b[^>]*? (?:href|src)="(?<address>\/admin[^"]*)"/gu),
      (link) => link.groups!["address"]!,
    );
    open.push(...links.filter((link) => !link.startsWith("/admin/mails/sample")).map((link) => link.replaceAll("&amp;", "&")));
  }
  return pages;
}

test("no page that links lead to says anything that is in no catalogue", async () => {
  const pages = await everyPage();
  expect([...pages.keys()].toSorted()).toEqual(
    expect.arrayContaining([
      "/admin",
      "/admin/incidents/:id",
      "/admin/notices/:id",
      "/admin/deliveries/:id",
      "/admin/bulk/:id",
      "/admin/endpoints/:id",
      "/admin/setup",
    ]),
  );
  expect(Array.from(pages, ([address, html]) => [address, englishIn(html)]).filter(([, found]) => found!.length > 0)).toEqual([]);
});

test.each([
  ["of one who is not signed in", "/admin/sign-in", { cookie: "" }],
  ["behind a link to sign in", "/admin/sign-in/link/x", { cookie: "" }],
  ["that is not there", "/admin/no-such-page", {}],
  ["of a search that is not understood", "/admin/incidents?q=nonsense", {}],
  ["of a search that finds nothing", "/admin/incidents?q=state:received", {}],
])("a page %s says nothing that is in no catalogue", async (_which, address, headers) => {
  expect(englishIn(await page(address, headers))).toEqual([]);
});

test.each<[string, string, Record<string, string>]>([
  ["of what was pasted", "/admin/check", { text: "nothing" }],
  ["that verifies the trail", "/admin/audit/verify", {}],
  ["of what was tried again", "/admin/dead-letters/replay", { kind: "", error: "", since: "" }],
  ["of a form without what it needs", "/admin/bulk", { act: "close", q: "", ids: "", reason: "", hold: "no" }],
  ["of a form that holds what it must not", "/admin/bulk", { act: "jump" }],
  ["of the checklist", "/admin/setup/look", {}],
  ["of what somebody else sent", "/admin/sign-out", { key: "" }],
])("a page %s says nothing that is in no catalogue", async (_which, address, form) => {
  expect(englishIn(await (await admin.post(address, form, HEADERS)).text())).toEqual([]);
});
