import { beforeAll, describe, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { type Visit, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";

const FORMULA = `=cmd|' /C calc'!A0`;

let app: App;
let responder: Visit;
beforeAll(async () => {
  app = await startApp();
  responder = await visit(app, "responder", "Rita");
  await leak(app, { token: { name: FORMULA, owner: { name: FORMULA, email: "eve@example.com" } } });
  await app.db.query(
    `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_hint, token_caveats, source, occurrence_count, reported_at)
     select gen_random_uuid(), decode(md5(n::text), 'hex'), 'dismissed', 'unknown', 'made up', 'paged', 'none', 'hint-' || n, '[]', 'import', 1,
            date_trunc('milliseconds', now()) - make_interval(secs => n / 10)
     from generate_series(1, 1200) n`,
  );
});

const lines = async (answer: Response): Promise<string[]> => (await answer.text()).trimEnd().split(/\r?\n/u);

describe("an export of incidents", () => {
  test("holds exactly what the filter lets through, each once, however much it is", async () => {
    const answer = await responder.post("/admin/incidents/export", { q: "format:paged", as: "ndjson" });
    expect(answer.headers.get("content-disposition")).toMatch(/^attachment; filename="incidents-[\dT-]+Z\.ndjson"$/u);
    const rows = (await lines(answer)).map((line) => JSON.parse(line) as { token_hint: string; format: string });
    expect([rows.length, new Set(rows.map((row) => row.token_hint)).size]).toEqual([1200, 1200]);
    expect(new Set(rows.map(({ format }) => format))).toEqual(new Set(["paged"]));
    const [header, row, ...more] = await lines(await responder.post("/admin/incidents/export", { q: "owner:eve@example.com", as: "csv" }));
    expect(header).toContain(`"id","state","verdict"`);
    expect(row).toContain(`"'${FORMULA}"`);
    expect(more).toEqual([]);
  });

  test("as SARIF is one document without a token in it", async () => {
    const answer = await responder.post("/admin/incidents/export", { q: "", as: "sarif" });
    const { runs } = (await answer.json()) as { runs: { results: { ruleId: string }[] }[] };
    expect(runs[0]!.results).toHaveLength(1201);
  });

  test("is on record with its filter, but not with what may be a token or an address", async () => {
    await responder.post("/admin/incidents/export", { q: "state:dismissed owner:eve@example.com", as: "csv" });
    const events = await app.db.query<{ actor: string; detail: string }>(
      "select actor, detail from audit_events where action = 'incidents.exported'",
    );
    expect(events.at(-1)).toEqual({
      actor: "admin:Rita",
      detail: JSON.stringify({ as: "csv", filter: { state: "dismissed", owner: "given" } }),
    });
  });

  test("is refused to viewers, from another site, without the key, and for a filter that is not understood", async () => {
    const form = { q: "", as: "csv" };
    expect((await (await visit(app, "viewer")).post("/admin/incidents/export", form)).status).toBe(403);
    expect(
      (await responder.post("/admin/incidents/export", form, { origin: "https://evil.example", "sec-fetch-site": "cross-site" })).status,
    ).toBe(403);
    expect((await responder.post("/admin/incidents/export", { ...form, key: "" })).status).toBe(403);
    expect((await responder.post("/admin/incidents/export", { ...form, q: "nonsense" })).status).toBe(400);
    expect((await responder.post("/admin/incidents/export", { ...form, as: "exe" })).status).toBe(400);
    expect((await responder.get("/admin/incidents/export")).status).toBe(405);
  });
});

describe("an export of the audit trail", () => {
  test("holds every event once, from the newest to the first, and only those that the filter lets through", async () => {
    const auditor = await visit(app, "auditor");
    const everything = await lines(await auditor.post("/admin/audit/export", { as: "ndjson", actor: "", action: "", incident: "" }));
    const { audit_events: count } = await app.stored();
    expect(everything).toHaveLength(count);
    expect(JSON.parse(everything[0]!)).toMatchObject({ action: "audit.exported", actor: "admin:Grace" });
    const some = await lines(await auditor.post("/admin/audit/export", { as: "csv", action: "session.started" }));
    expect(some[0]).toBe(`"block","position","at","actor","action","incident","detail"`);
    expect(some.slice(1).every((line) => line.includes("session.started"))).toBe(true);
    expect((await responder.post("/admin/audit/export", { as: "csv" })).status).toBe(403);
  });

  test("goes on within a block that is larger than a page", async () => {
    const auditor = await visit(app, "auditor");
    await app.db.query(
      `insert into audit_events (block, position, actor, action, commitment)
       select (select id from audit_blocks order by seq desc limit 1), n, 'worker', 'token.minted', '\\x00' from generate_series(10, 1300) n`,
    );
    const { audit_events: count } = await app.stored();
    expect(await lines(await auditor.post("/admin/audit/export", { as: "ndjson" }))).toHaveLength(count + 1);
  });
});

describe("the figures", () => {
  test("count what was reported and how fast it was revoked, with the slowest as links", async () => {
    await app.db.query(
      "update incidents set revoked_at = reported_at + interval '90 seconds', notified_at = reported_at + interval '2 seconds' where token_hint = 'hint-7'",
    );
    const text = await (await responder.get("/admin/figures?range=7d")).text();
    expect(text).toContain("The slowest ten revocations");
    expect(text).toContain("hint-7");
    expect(text).toContain("source import");
    expect(text).toContain("1 min");
    expect(text).toContain(">0%<");
    expect(text).not.toMatch(/style="/u);
    expect((await responder.get("/admin/figures?range=1y")).status).toBe(400);
    for (const range of ["24h", "30d", "90d"]) expect((await responder.get(`/admin/figures?range=${range}`)).status).toBe(200);
  });
});

test("the timeline of an incident tells who, by whom it was told, and how long after the report; each entry is an address", async () => {
  const { incident } = await leak(app);
  const text = await (await responder.get(`/admin/incidents/${incident}`)).text();
  expect(text).toMatch(/<li id="event-1">a leaked credential was reported/u);
  expect(text).toMatch(/href="#event-1" title="[^"]+ UTC" aria-label="Link to this entry: [^"]+ UTC"/u);
  expect(text).toContain("GitHub secret scanning</bdi>");
});

test("the page of an incident that was seen everywhere and went through everything stays below 150 KB", async () => {
  const { incident } = await leak(app);
  const long = "x".repeat(2_000);
  await app.db.query(
    `insert into occurrences (incident_id, delivery_id, source, place_hash, reported_type, url, place, copy_detail)
     select $1, gen_random_uuid(), 'github-partner', decode(md5(n::text), 'hex'), $2, 'https://github.com/' || $2 || n, $2, 'exact' from generate_series(1, 1000) n`,
    [incident, long],
  );
  await app.db.query(
    `insert into audit_events (block, position, incident_id, actor, action, commitment, detail)
     select (select id from audit_blocks order by seq desc limit 1), n, $1, 'worker', 'incident.revoke_postponed', '\\x00', $2 from generate_series(2000, 2999) n`,
    [incident, JSON.stringify({ source: long, reason: long })],
  );
  const text = await (await responder.get(`/admin/incidents/${incident}`)).text();
  expect(text).toContain("Only the first 10 and the newest 20 of");
  expect(Buffer.byteLength(text)).toBeLessThan(150_000);
});
