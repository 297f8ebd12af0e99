import { beforeAll, describe, expect, test } from "vitest";
import { AdminTokens } from "../../../src/access/admin-tokens.ts";
import { incidentDetailSchema, incidentSchema } from "../../../src/http/api/schemas.ts";
import { Keyring } from "../../../src/kernel/keyring.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { ADMIN_TOKEN, type ApiAnswer, type App, startApp } from "../../helpers/app.ts";
import { record } from "../../helpers/service.ts";

const CANARY = "canary-51c0de";
const NOBODY = "01900000-0000-7000-8000-000000000000";
const JSON_TYPE = { "content-type": "application/json" };
const OWNER = { name: "Ada", email: "ada@example.com" };

let app: App;
beforeAll(async () => {
  app = await startApp();
});

const codeOf = ({ body, status }: ApiAnswer): unknown[] => [status, body["code"]];

/** Leaks a new token and answers the incident's id. */
async function leak(target = app): Promise<{ token: { id: string; token: string }; incident: string }> {
  const token = await target.mint();
  await target.github.send(target.hook, [record(token.token)]);
  const { incidents } = (await target.get(`/api/incidents?q=token:${token.id}`)).body;
  return { token, incident: String(incidents![0]!["id"]) };
}

describe("the admin API", () => {
  const routes: readonly (readonly [method: string, path: string])[] = [
    ["POST", "/api/tokens"],
    ["POST", "/introspect"],
    ["POST", "/api/lookup"],
    ["GET", "/api/incidents"],
    ["GET", `/api/incidents/${NOBODY}`],
    ...["revoke", "close", "reopen", "retry", "restore"].map((act) => ["POST", `/api/incidents/${NOBODY}/${act}`] as const),
  ];

  test.each(routes)("answers %s %s without good credentials with 401, always the same", async (method, path) => {
    const body = method === "POST" ? { body: `{"${CANARY}`, headers: JSON_TYPE } : {};
    const headers = (authorization: string): RequestInit => ({ ...body, headers: { ...JSON_TYPE, authorization } });
    const answers = [
      await app.call(method, path, body, null),
      await app.call(method, path, body, "wrong"),
      await app.call(method, path, body, `${ADMIN_TOKEN}x`),
      await app.call(method, path, body, ADMIN_TOKEN.slice(0, -1)),
      await app.call(method, path, body, "x".repeat(8_000)),
      await app.call(method, path, headers(ADMIN_TOKEN), null),
      await app.call(method, path, headers(`Basic ${ADMIN_TOKEN}`), null),
      await app.call(method, path, headers(`Bearer ${ADMIN_TOKEN}, Bearer ${ADMIN_TOKEN}`), null),
      await app.call(method, path, headers("Bearer"), null),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(codeOf(answers[0]!)).toEqual([401, "unauthorized"]);
    expect(answers[0]!.headers.get("www-authenticate")).toBe('Bearer realm="tokenward"');
  });

  test("takes the configured token and any that was minted, in any case of the scheme, and lets nobody cache the answer", async () => {
    const keyring = new Keyring(new Secret(Buffer.alloc(32, 9)));
    const minted = (await new AdminTokens(app.db, keyring, null).mint("ci")).reveal("test");
    for (const authorization of [`Bearer ${ADMIN_TOKEN}`, `bearer ${minted}`, `BEARER   ${minted}`]) {
      const answer = await app.call("GET", "/api/incidents", { headers: { authorization } }, null);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    expect((await app.call("GET", "/api/incidents", {}, `${minted}x`)).status).toBe(401);
  });

  test.each([
    ["PUT", "/api/tokens", "POST"],
    ["GET", "/introspect", "POST"],
    ["POST", "/api/incidents", "GET, HEAD"],
    ["DELETE", `/api/incidents/${NOBODY}`, "GET, HEAD"],
    ["GET", `/api/incidents/${NOBODY}/revoke`, "POST"],
  ])("answers %s %s with 405 and allows %s", async (method, path, allowed) => {
    const answer = await app.call(method, path);
    expect([...codeOf(answer), answer.headers.get("allow")]).toEqual([405, "method_not_allowed", allowed]);
  });

  test.each(["not-a-uuid", NOBODY, NOBODY.toUpperCase().replace("019", "AAA"), "%00", "..%2f", "x".repeat(3_000)])(
    "has no incident %.40s",
    async (id) => {
      expect(codeOf(await app.get(`/api/incidents/${id}`))).toEqual([404, "not_found"]);
      expect(codeOf(await app.post(`/api/incidents/${id}/close`, { reason: "x" }))).toEqual([404, "not_found"]);
    },
  );

  test("has nothing anywhere else", async () => {
    for (const path of ["/", "/api", "/api/", "/api/nothing", "/.env", "/api/incidents/x/y/z"]) {
      expect(codeOf(await app.get(path)), path).toEqual([404, "not_found"]);
    }
    expect(codeOf(await app.get("/api/incidents/%ff"))).toEqual([400, "invalid_request"]);
  });
});

describe("a request that is not as documented is answered 400, with the name of the field and never its value:", () => {
  const mint = (more: object): object => ({ owner: OWNER, name: "x", ...more });
  const reason = `/api/incidents/${NOBODY}/close`;
  test.each<[string, unknown, string]>([
    ["/api/tokens", {}, "owner"],
    ["/api/tokens", [], "body"],
    ["/api/tokens", mint({ name: 5 }), "name"],
    ["/api/tokens", mint({ name: " \u200B\u0000" }), "name"],
    ["/api/tokens", mint({ name: CANARY.repeat(100) }), "name"],
    ["/api/tokens", mint({ owner: CANARY }), "owner"],
    ["/api/tokens", mint({ owner: { name: "Ada" } }), "owner.email"],
    ["/api/tokens", mint({ owner: { ...OWNER, email: `${CANARY}@` } }), "owner.email"],
    ["/api/tokens", mint({ owner: { ...OWNER, email: `a@b.example\r\nBcc: ${CANARY}@c.example` } }), "owner.email"],
    ["/api/tokens", mint({ owner: { ...OWNER, email: `a@b.example, ${CANARY}@c.example` } }), "owner.email"],
    ["/api/tokens", mint({ owner: { ...OWNER, locale: `${CANARY}!` } }), "owner.locale"],
    ["/api/tokens", mint({ caveats: CANARY }), "caveats"],
    ["/api/tokens", mint({ caveats: [CANARY, 5] }), "caveats.1"],
    ["/api/tokens", mint({ caveats: [""] }), "caveats.0"],
    ["/api/tokens", mint({ caveats: [[CANARY.repeat(2_000)]] }), "caveats"],
    ["/api/tokens", mint({ caveats: Array.from({ length: 101 }, () => CANARY) }), "caveats"],
    ["/api/tokens", mint({ expires_at: CANARY }), "expires_at"],
    ["/api/tokens", mint({ expires_at: "2026-01-01" }), "expires_at"],
    ["/api/tokens", mint({ expires_at: "2026-02-30T00:00:00Z" }), "expires_at"],
    ["/api/lookup", {}, "token"],
    ["/api/lookup", { token: [CANARY] }, "token"],
    ["/api/lookup", { token: "" }, "token"],
    ["/api/lookup", { token: CANARY.repeat(15_000) }, "token"],
    [reason, {}, "reason"],
    [reason, { reason: " " }, "reason"],
    [reason, { reason: "\u2066\u2069" }, "reason"],
    [reason, { reason: CANARY.repeat(60) }, "reason"],
  ])("%s %.60j", async (path, body, field) => {
    const answer = await app.post(path, body);
    expect(codeOf(answer)).toEqual([400, "invalid_request"]);
    expect(answer.body["detail"]).toMatch(new RegExp(`(?:^|; )${field}: `, "u"));
    expect(answer.text).not.toContain(CANARY);
    expect(answer.headers.get("content-type")).toContain("application/problem+json");
  });

  test.each([
    ["q=state:nothing", "q: there is no such state"],
    ["q=color:red", "q: not understood from character 1 on"],
    ["q=token:%00", "q: not understood"],
    ["q=owner:%22a%00%22", "q: not understood"],
    ["q=a&q=b", "q: "],
    ["limit=0", "limit: "],
    ["limit=201", "limit: "],
    ["limit=1.5", "limit: "],
    [`limit=${CANARY}`, "limit: "],
    ["limit=1&limit=2", "limit: "],
    [`cursor=${CANARY}`, "cursor: "],
    [`cursor=${Buffer.from(`99999999999999999 ${NOBODY}`).toString("base64url")}`, "cursor: "],
    [`cursor=${"x".repeat(201)}`, "cursor: "],
    ["state=revoked", 'query: "state" is not known (allowed: q, limit, cursor)'],
    ["Q=state:revoked&limit=2&%0apage=1", 'query: "Q", "page" are not known (allowed: q, limit, cursor)'],
  ])("/api/incidents?%.40s", async (query, detail) => {
    const answer = await app.get(`/api/incidents?${query}`);
    expect(codeOf(answer)).toEqual([400, "invalid_request"]);
    expect(answer.body["detail"]).toContain(detail);
    expect(answer.text).not.toContain(CANARY);
  });

  test("says what was found and what is allowed, in words that are not a programmer's", async () => {
    const order = {
      owner: { name: "", email: "Ada <ada@example.com>", locale: "english!" },
      name: 5,
      caveats: ["", { a: 1 }, 7],
      expires_at: "2026-01-01",
    };
    expect(String((await app.post("/api/tokens", order)).body["detail"]).split("; ")).toEqual([
      "owner.name: it is empty (allowed: at least 1 character)",
      "owner.email: it is not an address that mail can be sent to (allowed: one such as ada@example.com)",
      "owner.locale: it is not a language tag (allowed: one such as en or pt-BR)",
      "name: it is a number (allowed: text)",
      "caveats.0: it is empty (allowed: at least 1 character)",
      "caveats.2: it is not a caveat (allowed: text of 1 to 4000 characters, a list or an object)",
      "expires_at: it is not a time with its zone (allowed: RFC 3339, such as 2027-01-31T00:00:00Z)",
    ]);
    const details = async (query: string): Promise<unknown> => (await app.get(`/api/incidents?${query}`)).body["detail"];
    expect(await details("limit=500&q=a&q=b")).toBe("q: it is a list (allowed: text); limit: it is 500 (allowed: at most 200)");
    expect(await details("limit=many")).toBe("limit: it is not a number (allowed: a number)");
    expect(await details("limit=1.5")).toBe("limit: it is a number (allowed: a whole number)");
    expect((await app.post("/api/tokens", [1])).body["detail"]).toBe("body: it is a list (allowed: an object)");
    expect((await app.post("/api/lookup", {})).body["detail"]).toBe("token: it is missing (allowed: text)");
  });

  test.each([
    ["no body at all", undefined, JSON_TYPE, 400, "invalid_request"],
    ["an empty body", "", JSON_TYPE, 400, "invalid_request"],
    ["broken JSON", `{"token":"${CANARY}`, JSON_TYPE, 400, "malformed_body"],
    ["JSON that is no object", `"${CANARY}"`, JSON_TYPE, 400, "malformed_body"],
    ["a form where JSON belongs", `token=${CANARY}`, { "content-type": "application/x-www-form-urlencoded" }, 400, "invalid_request"],
    ["text", `{"token":"${CANARY}"}`, { "content-type": "text/plain" }, 400, "invalid_request"],
    ["more than 1 MiB", `{"token":"${"x".repeat(1_100_000)}"}`, JSON_TYPE, 413, "body_too_large"],
    ["a compressed body", `{"token":"${CANARY}"}`, { ...JSON_TYPE, "content-encoding": "gzip" }, 415, "unsupported_encoding"],
    ["an unknown charset", `{"token":"${CANARY}"}`, { "content-type": "application/json; charset=x-none" }, 415, "unsupported_encoding"],
    ["brackets without end", "[".repeat(500_000), JSON_TYPE, 400, "malformed_body"],
  ])("%s", async (_name, body, headers, status, code) => {
    const answer = await app.call("POST", "/api/lookup", { headers, ...(body === undefined ? {} : { body }) });
    expect(codeOf(answer)).toEqual([status, code]);
    expect(answer.text).not.toContain(CANARY);
  });

  test("a form with the token twice, with none, or as JSON", async () => {
    const forms = [
      new URLSearchParams(`token=${CANARY}&token=b`),
      new URLSearchParams(),
      new URLSearchParams({ token: "x".repeat(70_000) }),
    ];
    for (const body of forms) expect(codeOf(await app.call("POST", "/introspect", { body }))).toEqual([400, "invalid_request"]);
    expect(codeOf(await app.post("/introspect", { token: CANARY }))).toEqual([400, "invalid_request"]);
  });

  test("caveats nested so deep that printing them would overflow the stack", async () => {
    const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
    const body = `{"owner":${JSON.stringify(OWNER)},"name":"x","caveats":[${deep}]}`;
    const answer = await app.call("POST", "/api/tokens", { headers: JSON_TYPE, body });
    expect(codeOf(answer)).toEqual([400, "invalid_request"]);
    expect(answer.body["detail"]).toContain("caveats: ");
  });

  test("and none of it was our fault, nor is any of it in the log", () => {
    expect(app.logs.filter((line) => line.includes('"level":50'))).toEqual([]);
    expect(app.logs.join("")).not.toContain(CANARY);
  });
});

describe("the list of incidents", () => {
  test("gives every incident once, newest first, while others come in", async () => {
    const listed = await startApp();
    const tokens: string[] = [];
    for (let index = 0; index < 7; index += 1) tokens.push((await listed.mint()).token);
    // Many in one delivery share their moment: the id has to decide.
    await listed.github.send(
      listed.hook,
      tokens.map((token) => record(token)),
    );
    const known = await listed.get("/api/incidents?limit=200");
    const expected = known.body["incidents"]!.map(({ id }) => id);
    expect(expected).toHaveLength(7);

    const seen: unknown[] = [];
    let cursor = "";
    for (let page = 0; page < 10; page += 1) {
      const { body } = await listed.get(`/api/incidents?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body["incidents"]!.map(({ id }) => id));
      await leak(listed);
      if (body["next"] === null) break;
      cursor = String(body["next"]);
    }
    expect(seen).toEqual(expected);
  });

  test("is narrowed by every key, and has the documented shape", async () => {
    const { incident, token } = await leak();
    const row = (await app.get(`/api/incidents?q=token:${token.id}`)).body["incidents"]![0]!;
    expect(incidentSchema.strict().parse(row)).toBeTruthy();
    expect(row).toMatchObject({ id: incident, state: "revoking", verdict: "genuine", owner: OWNER, source: "github-partner" });
    const q = `state:revoking verdict:genuine format:tokenward issuer:builtin source:github-partner token:${token.id} owner:"ADA@example.com"`;
    expect((await app.get(`/api/incidents?q=${encodeURIComponent(q)}`)).body["incidents"]!).toHaveLength(1);
    for (const other of ["state:closed", "verdict:forged", "format:pypi", "issuer:x", "source:x", "owner:x@example.com"]) {
      expect((await app.get(`/api/incidents?q=${other} token:${token.id}`)).body).toEqual({ incidents: [], next: null });
    }
  });

  test("shows of one incident its occurrences, its timeline and its notices, and no token", async () => {
    const { incident, token } = await leak();
    const answer = await app.get(`/api/incidents/${incident}`);
    expect(incidentDetailSchema.strict().parse(answer.body)).toBeTruthy();
    expect(answer.body["occurrences"]!).toHaveLength(1);
    expect(answer.body["timeline"]!.length).toBeGreaterThan(0);
    expect(answer.text).not.toContain(token.token.slice(-30));
  });
});

describe("a look-up", () => {
  test("tells format, verdict, owner and incident, and stores nothing", async () => {
    const { incident, token } = await leak();
    const fresh = await app.mint();
    const before = await app.stored();
    const used = (): Promise<object[]> => app.db.query("select id, last_used_at from tokens order by id");
    const usedBefore = await used();
    expect((await app.post("/api/lookup", { token: token.token })).body).toMatchObject({
      format: "tokenward",
      verdict: "genuine",
      verdict_detail: "exact",
      token: { id: token.id, name: "ci" },
      owner: OWNER,
      incident: { id: incident },
    });
    expect((await app.post("/api/lookup", { token: `export TOKEN="${fresh.token}"` })).body).toMatchObject({
      verdict: "genuine",
      incident: null,
    });
    const nothing = await app.post("/api/lookup", { token: `${CANARY}\u0000\uD800` });
    expect(nothing.body).toMatchObject({
      format: null,
      redacted: null,
      verdict: null,
      token: null,
      owner: null,
      incident: null,
      caveats: [],
    });
    expect(await app.stored()).toEqual(before);
    expect(await used()).toEqual(usedBefore);
    expect(app.logs.join("")).not.toContain(CANARY);
  });

  test("never repeats the token", async () => {
    const { token } = await app.mint();
    const { text } = await app.post("/api/lookup", { token });
    expect(text).not.toContain(token.slice(-30));
  });
});
