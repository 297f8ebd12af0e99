import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { leak } from "../../helpers/leaks.ts";
import { until } from "../../helpers/until.ts";

let app: App;
let responder: Visit;
beforeAll(async () => {
  app = await startApp({ role: "all" });
  responder = await visit(app, "responder");
});

const page = async (path: string, as = responder): Promise<string> =>
  (await (await as.get(path)).text()).replaceAll(/<[^>]*>/gu, " ").replaceAll(/\s+/gu, " ");

async function revoked(email = `${randomUUID()}@example.com`): Promise<Awaited<ReturnType<typeof leak>>> {
  const leaked = await leak(app, { token: { name: "deploy", owner: { name: "Ada", email } } });
  await until("it is revoked", async () => (await app.get(`/api/incidents/${leaked.incident}`)).body["revoked_at"], { withinMs: 60_000 });
  return leaked;
}

describe("whether a token works", () => {
  test("is said with the time it was found out, and asked of its issuer when somebody wants to know", async () => {
    const { id, incident } = await revoked();
    expect(await page(`/admin/incidents/${incident}`)).toMatch(/Does the token work\? ✓ revoked as of/u);
    // Whoever has the database gave it back, and nobody told us.
    await app.db.query("update tokens set revoked_at = null where id = $1", [id]);
    expect(await page(`/admin/incidents/${incident}`)).toMatch(/Does the token work\? ✓ revoked/u);
    expect((await responder.post(`/admin/incidents/${incident}/check`)).status).toBe(303);
    expect(await page(`/admin/incidents/${incident}`)).toMatch(/Does the token work\? ✕ active as of/u);
    const { timeline } = (await app.get(`/api/incidents/${incident}`)).body;
    expect(timeline!).toContainEqual(
      expect.objectContaining({ action: "incident.checked", actor: "admin:Grace", detail: expect.objectContaining({ result: "active" }) }),
    );
  });

  test("cannot be asked of an issuer that is gone, and the button says so", async () => {
    const { incident } = await revoked();
    await app.db.query("update incidents set issuer = 'gone' where id = $1", [incident]);
    expect(await page(`/admin/incidents/${incident}`)).toContain("its issuer is not configured any more");
    expect((await responder.post(`/admin/incidents/${incident}/check`)).status).toBe(409);
  });
});

describe("a revocation", () => {
  test("says before it is made whether it can be taken back", async () => {
    const { incident } = await revoked();
    await app.db.query("update incidents set state = 'needs_attention', revoked_at = null, attention_reason = 'a test' where id = $1", [
      incident,
    ]);
    expect(await page(`/admin/incidents/${incident}`)).toContain("It can be undone: its issuer restores tokens.");
    await app.db.query("update incidents set token_id = null where id = $1", [incident]);
    const text = await page(`/admin/incidents/${incident}`);
    expect(text).toContain("no issuer knows this token, so there is nothing to revoke");
    expect(text).not.toContain("It can be undone");
  });

  test("that cannot be taken back any more says so at the button, which is off", async () => {
    const file = join(await temporaryFolder(), "tokenward.json");
    await writeFile(file, JSON.stringify({ policies: [{ format: "tokenward", restore_hours: 2 }] }));
    const strict = await startApp({
      role: "all",
      env: { TOKENWARD_CONFIG: file },
    });
    const { incident } = await leak(strict);
    await until("it is revoked", async () => (await strict.get(`/api/incidents/${incident}`)).body["revoked_at"], { withinMs: 60_000 });
    const grace = await visit(strict, "responder");
    expect(await page(`/admin/incidents/${incident}`, grace)).toContain("Possible until");
    await strict.db.query("update incidents set revoked_at = now() - interval '3 hours' where id = $1", [incident]);
    const html = await (await grace.get(`/admin/incidents/${incident}`)).text();
    expect(html).toMatch(/disabled[^>]*>Restore<\/button><small><span><bdi>a token can be restored for 2 h/u);
  });
});

describe("who may not act", () => {
  test("sees what could be done, off, and why", async () => {
    const { incident } = await revoked();
    const html = await (await (await visit(app, "viewer", "Vera")).get(`/admin/incidents/${incident}`)).text();
    expect(html).toMatch(/<button type="button" disabled aria-describedby="acts-refused">Restore<\/button>/u);
    expect(html).toContain("Your role may only look.");
    expect(html).not.toContain('name="reason"');
  });
});

describe("an owner who leaks again", () => {
  test("is told apart in every list and on the page, as long as a live token came before", async () => {
    const email = `${randomUUID()}@example.com`;
    const first = await revoked(email);
    expect(await page(`/admin/incidents?q=token:${first.id}`)).not.toContain("repeat leak");
    const second = await revoked(email);
    expect(await page(`/admin/incidents?q=token:${second.id}`)).toContain("repeat leak");
    expect(await page(`/admin/incidents/${second.incident}`)).toContain("1 other token of this owner leaked within 90 days before");
    expect(await page(`/admin/incidents?q=token:${first.id}`)).not.toContain("repeat leak");
    await app.db.query("update incidents set reported_at = reported_at - interval '91 days' where id = $1", [first.incident]);
    expect(await page(`/admin/incidents/${second.incident}`)).not.toContain("repeat leak");
  });
});

describe("a place", () => {
  test("that is told of again stays one place, with the time of the last telling", async () => {
    const { incident, token } = await revoked();
    const places = async () => (await app.get(`/api/incidents/${incident}`)).body["occurrences"]!;
    const [place] = await places();
    await app.db.query("update occurrences set seen_at = seen_at - interval '2 days' where incident_id = $1", [incident]);
    const again = { token, type: "tokenward_api_token", url: place!["url"], source: place!["place"] };
    // Not the same delivery: that is not looked at twice.
    await app.github.send(app.hook, [again, again]);
    expect(await places()).toMatchObject([{ last_seen_at: expect.any(String) }]);
    expect((await app.get(`/api/incidents/${incident}`)).body["occurrence_count"]).toBe(1);
  });

  test("is opened by nobody when its address is not one of its source", async () => {
    const { incident } = await leak(app, { record: { url: "https://github.com.evil.example/x" } });
    const [place] = (await app.get(`/api/incidents/${incident}`)).body["occurrences"]!;
    expect((await responder.post(`/admin/incidents/${incident}/look`, { place: String(place!["id"]) })).status).toBe(409);
    expect(await page(`/admin/incidents/${incident}`)).not.toContain("Look now");
  });
});

describe("a search", () => {
  test("that is not understood shows which of its words that is, and suggests what may follow those before", async () => {
    const html = await (await responder.get(`/admin/incidents?q=${encodeURIComponent("state:revoked age:soon owner:a@b.c")}`)).text();
    expect(html).toMatch(/<mark><bdi>age:soon<\/bdi><\/mark>/u);
    expect(html).toContain('data-fault="14 22"');
    expect(html).toContain("the value of age is not understood; allowed: &lt;7d");
    const twice = await (await responder.get(`/admin/incidents?q=${encodeURIComponent("state:revoked state:closed")}`)).text();
    expect(twice).toMatch(/<mark><bdi>state:closed<\/bdi><\/mark>/u);
    const good = await (await responder.get("/admin/incidents?q=state:revoked")).text();
    expect(good).toContain('<option value="state:revoked source:github-partner" data-term="source:github-partner">');
  });

  test("never shows a token that somebody put into it", async () => {
    const { token } = await app.mint();
    for (const q of [token, `owner:${token}`]) {
      const answer = await responder.get(`/admin/incidents?q=${encodeURIComponent(q)}`);
      const html = await answer.text();
      expect([answer.status, html.includes(token.slice(20, -20))]).toEqual([400, false]);
      expect(html).toContain("Check tokens is the page for tokens.");
    }
  });
});

test("a token that is pasted is shown with everywhere it was seen, and how many more places there are", async () => {
  const { incident, token } = await revoked();
  await app.db.query(
    `insert into occurrences (incident_id, delivery_id, source, url, copy_detail)
     select incident_id, delivery_id, source, 'https://github.com/o/r/blob/' || n, copy_detail from occurrences, generate_series(1, 120) n where incident_id = $1`,
    [incident],
  );
  await app.db.query("update incidents set occurrence_count = 121 where id = $1", [incident]);
  const html = await (await responder.post("/admin/check", { text: token })).text();
  expect(html.match(/href="https:\/\/github\.com\/o\/r\/blob\/\d+"/gu)).toHaveLength(99);
  expect(html).toContain("21 more places");
});

test("acting on all that fit says of how many, as far as the page knows", async () => {
  const { id } = await revoked();
  expect(await page(`/admin/incidents?q=token:${id}`)).toContain("Act on all that fit (1)");
  await app.db.query(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_hint, token_caveats, source, occurrence_count, reported_at)
     select gen_random_uuid(), decode(md5('many' || n), 'hex'), 'dismissed', 'forged', 'bad_signature', 'many', 'builtin', 'h', '[]', 'import', 1, now() from generate_series(1, 60) n`,
  );
  expect(await page("/admin/incidents?q=format:many")).toContain("Act on all that fit (more than 50)");
});

test("how long it took is told by source, format and issuer, for revocations and for mails, and the slowest are links", async () => {
  const { incident } = await revoked();
  await until("its owner was told", async () => (await app.get(`/api/incidents/${incident}`)).body["notified_at"], { withinMs: 60_000 });
  const fresh = await startApp({ database: app.database });
  const html = await (await (await visit(fresh, "viewer")).get("/admin/figures?range=24h")).text();
  for (const chart of html.split('<section class="card"><h2>').slice(1)) {
    for (const group of ["source github-partner", "format tokenward", "issuer builtin"])
      expect(chart).toContain(`<bdi>${group}</bdi></th>`);
  }
  const told = html.slice(html.indexOf("The ten owners who were told last"));
  expect(told).toContain(`href="/admin/incidents/${incident}"`);
});

test("who else depends on a token is named, with what of it concerns them; addresses only to whoever may see them", async () => {
  const { incident } = await revoked();
  const contacts = [
    { name: "Ada", email: "ada@example.com", locale: null, relation: "self", verified: true, concerns: null },
    { name: "Bob", email: "bob@example.com", locale: null, relation: "co_owner", verified: true, concerns: ["crate serde", "crate syn"] },
  ];
  await app.db.query("update incidents set contacts = $2 where id = $1", [incident, JSON.stringify(contacts)]);
  expect(await page(`/admin/incidents/${incident}`)).toContain("Others it concerns Bob bob@example.com crate serde, crate syn");
  expect(await page(`/admin/incidents/${incident}`, await visit(app, "viewer"))).not.toContain("bob@example.com");
});

test("what a bulk job has to wait with, because an issuer does not answer, is said before it begins", async () => {
  const { id, incident } = await revoked();
  await app.db.query("update incidents set state = 'needs_attention', revoked_at = null, attention_reason = 'a test' where id = $1", [
    incident,
  ]);
  await app.db.query(
    "insert into issuer_circuits (issuer, state, changed_at, rests_until) values ('builtin', 'open', now(), now() + interval '1 hour')",
  );
  const drafted = await responder.post("/admin/bulk", { act: "revoke", q: `token:${id}`, reason: "because", hold: "no" });
  const address = drafted.headers.get("location")!.replace(/\?.*/u, "");
  expect(await page(address)).toMatch(/1 waits: its issuer does not answer, builtin ?, until .+ UTC/u);
  await app.db.query("delete from issuer_circuits");
  expect(await page(address)).not.toContain("does not answer");
});
