import { beforeAll, describe, expect, test } from "vitest";
import { type ApiAnswer, type App, startApp } from "../../helpers/app.ts";
import { attenuate, withBadSignature } from "../../helpers/macaroons.ts";
import { until } from "../../helpers/until.ts";

const FORM = { "content-type": "application/x-www-form-urlencoded" };

let app: App;
beforeAll(async () => {
  app = await startApp({ role: "all", env: { REVOKE_PER_HOUR: "100000", PRODUCT_NAME: 'Acme <"&"> Registry' } });
});

async function revoke(body: string | URLSearchParams, headers: Readonly<Record<string, string>> = FORM): Promise<ApiAnswer> {
  return await app.call("POST", "/revoke", { body, headers }, null);
}

const byForm = (token: string): Promise<ApiAnswer> => revoke(new URLSearchParams({ token }));
const isActive = async (token: string): Promise<unknown> => (await app.introspect(token))["active"];

/** Everything was looked at that was handed in. */
async function untilExamined(): Promise<void> {
  await until(
    "nothing is left to examine",
    async () => (await app.db.query("select 1 from obligations where kind = 'examine'")).length === 0,
  );
}

describe("POST /revoke", () => {
  test("whoever holds a token may revoke it: it dies, its owner is told, and where it was found is kept", async () => {
    const { id, token } = await app.mint();
    const answer = await revoke(new URLSearchParams({ token, url: "https://pastebin.example/x", token_type_hint: "access_token" }));
    expect([answer.status, answer.body]).toEqual([200, {}]);
    await until("it is revoked", async () => (await isActive(token)) === false);
    const incident = (await app.get(`/api/incidents?q=token:${id}`)).body["incidents"]![0]!;
    expect(incident).toMatchObject({ source: "anyone", verdict: "genuine" });
    const { occurrences } = (await app.get(`/api/incidents/${String(incident["id"])}`)).body;
    expect(occurrences).toMatchObject([{ url: "https://pastebin.example/x" }]);
  });

  test("several at once, in JSON, in a form, in text and across lines", async () => {
    const tokens = await Promise.all(Array.from({ length: 5 }, () => app.mint()));
    const [a, b, c, d, e] = tokens.map(({ token }) => token) as [string, string, string, string, string];
    const json = await revoke(JSON.stringify({ tokens: [a, b] }), { "content-type": "application/json" });
    const text = await byForm(`export TOKEN="${c}"\nand ${d.slice(0, 60)}\n${d.slice(60)}\n`);
    const twice = await revoke(
      new URLSearchParams([
        ["token", e],
        ["token", "nothing"],
      ]),
    );
    for (const { body, status } of [json, text, twice]) expect([status, body]).toEqual([200, {}]);
    for (const token of [a, b, c, d, e]) await until("it is revoked", async () => (await isActive(token)) === false);
  });

  test("only proven tokens leave a trace: a forged, an unknown and a foreign one leave nothing", async () => {
    const { token } = await app.mint();
    await until("nothing else is under way", async () => (await app.stored()).obligations === 0);
    const before = await app.stored();
    const unknown = attenuate(withBadSignature(token), "x");
    for (const text of [withBadSignature(token), unknown, token.slice(0, 60), "ghp_0123456789012345678901234567890123456", "hello"]) {
      expect((await byForm(text)).body).toEqual({});
    }
    await untilExamined();
    expect(await app.stored()).toEqual(before);
    expect(await app.db.query("select 1 from postponed_deliveries")).toEqual([]);
    expect(await isActive(token)).toBe(true);
  });

  test("a token that is dead already is one more place, and no second mail", async () => {
    const { id, token } = await app.mint();
    await byForm(token);
    await until("it is revoked", async () => (await isActive(token)) === false);
    await revoke(new URLSearchParams({ token, url: "https://example.com/second" }));
    await untilExamined();
    const { incidents } = (await app.get(`/api/incidents?q=token:${id}`)).body;
    expect(incidents).toMatchObject([{ state: "revoked", occurrence_count: 2 }]);
    await until("one mail was sent", async () => (await app.db.query("select 1 from notices where state = 'sent'")).length > 0);
  });

  test("the answer comes before the token is looked at, and so tells nothing by its time", async () => {
    const { token } = await app.mint();
    // Whoever looks a token up now waits for as long as this transaction lasts.
    await app.db.transaction(async (tx) => {
      await tx.query("lock table tokens in access exclusive mode");
      const answers = await Promise.all([byForm(token), byForm(withBadSignature(token)), byForm("nothing")]);
      expect(new Set(answers.map(({ status, text, headers }) => `${status} ${text} ${headers.get("content-length")}`)).size).toBe(1);
    });
    await until("it is revoked", async () => (await isActive(token)) === false);
  });

  test("what is handed in waits sealed", async () => {
    const { token } = await app.mint();
    await app.db.transaction(async (tx) => {
      await tx.query("lock table tokens in access exclusive mode");
      await byForm(token);
      const [row] = await app.db.query<{ sealed_body: Buffer }>("select sealed_body from postponed_deliveries where source = 'anyone'");
      expect(row!.sealed_body.includes(Buffer.from(token.slice(-30)))).toBe(false);
    });
  });

  test.each([
    ["no token", "url=x", FORM, 400, "invalid_request"],
    ["another content type", "token=x", { "content-type": "text/plain" }, 400, "invalid_request"],
    ["broken JSON", "{", { "content-type": "application/json" }, 400, "malformed_body"],
    ["1,001 tokens", JSON.stringify({ tokens: Array(1_001).fill("x") }), { "content-type": "application/json" }, 413, "too_many_records"],
    ["more than 2 MiB", `token=${"x".repeat(2 * 1024 * 1024)}`, FORM, 413, "body_too_large"],
    ["compressed", "token=x", { ...FORM, "content-encoding": "gzip" }, 415, "unsupported_encoding"],
  ])("a request with %s is refused", async (_name, body, headers, status, code) => {
    const answer = await revoke(body, headers);
    expect([answer.status, answer.body["code"]]).toEqual([status, code]);
  });

  test("answers other methods with 405, and is in nobody's cache", async () => {
    expect((await app.call("PUT", "/revoke", {}, null)).headers.get("allow")).toBe("GET, HEAD, POST");
    expect((await byForm("x")).headers.get("cache-control")).toBe("no-store");
  });
});

describe("the page", () => {
  test("is a form without script, whose policy lets in nothing but its own style", async () => {
    const page = await app.call("GET", "/revoke", {}, null);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    expect(page.text).toContain('<form method="post" action="/revoke"');
    expect(page.text).toContain("Acme &lt;&quot;&amp;&quot;&gt; Registry");
    expect(page.text).not.toMatch(/<script|javascript:|https?:/u);
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/u);
  });

  test("thanks everybody alike, and says in a sentence when the form was empty", async () => {
    const { token } = await app.mint();
    const html = { ...FORM, accept: "text/html,application/xhtml+xml" };
    const [real, other] = [await revoke(new URLSearchParams({ token }), html), await revoke("token=x", html)];
    expect(real.text).toBe(other.text);
    expect(real.text).toContain("<h1>Thank you</h1>");
    const empty = await revoke("token=", html);
    expect([empty.status, empty.text]).toEqual([400, expect.stringContaining("a token is needed")]);
    expect(empty.headers.get("content-type")).toContain("text/html");
  });
});

describe("the limit", () => {
  test("holds for one address across processes, by the database's clock, and says when to come again", async () => {
    const one = await startApp({ env: { REVOKE_PER_HOUR: "10" } });
    const two = await startApp({ env: { REVOKE_PER_HOUR: "10" }, database: one.database });
    const send = (index: number): Promise<ApiAnswer> =>
      (index % 2 === 0 ? one : two).call("POST", "/revoke", { body: "token=x", headers: FORM }, null);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, index) => send(index)));
    const limited = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 200).length, limited.length]).toEqual([10, 20]);
    for (const { body, headers } of limited) {
      expect(body["code"]).toBe("rate_limited");
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(300);
      expect(Number(headers.get("retry-after"))).toBeLessThanOrEqual(360);
    }
    const [row] = await one.db.query<{ key: Buffer }>("select key from rate_limits");
    expect(row!.key).toHaveLength(32);
    await one.db.query("update rate_limits set free_at = free_at - interval '361 seconds'");
    expect([(await send(0)).status, (await send(1)).status]).toEqual([200, 429]);
    const html = await one.call("POST", "/revoke", { body: "token=x", headers: { ...FORM, accept: "text/html" } }, null);
    expect([html.status, html.headers.get("content-type")]).toEqual([429, "text/html; charset=utf-8"]);
  });

  test("holds for the tokens in the requests as well: a hundred for each request of an hour", async () => {
    const site = await startApp({ env: { REVOKE_PER_HOUR: "20" } });
    const send = async (count: number): Promise<number> => {
      const body = JSON.stringify({ tokens: Array.from({ length: count }, (_, index) => `text ${index}`) });
      return (await site.call("POST", "/revoke", { body, headers: { "content-type": "application/json" } }, null)).status;
    };
    expect([await send(1_000), await send(999), await send(2), await send(1), await send(1)]).toEqual([200, 200, 429, 200, 429]);
  });

  test("goes by the address that a trusted proxy names, and by no other's word", async () => {
    const behind = await startApp({ env: { REVOKE_PER_HOUR: "1", TRUSTED_PROXIES: "loopback" } });
    const open = await startApp({ env: { REVOKE_PER_HOUR: "1" } });
    const from = async (site: App, address: string): Promise<number> =>
      (await site.call("POST", "/revoke", { body: "token=x", headers: { ...FORM, "x-forwarded-for": address } }, null)).status;
    expect([await from(behind, "203.0.113.1"), await from(behind, "203.0.113.2"), await from(behind, "203.0.113.1")]).toEqual([
      200, 200, 429,
    ]);
    expect([await from(behind, "198.51.100.9, 203.0.113.3"), await from(behind, "198.51.100.8, 203.0.113.3")]).toEqual([200, 429]);
    expect([await from(open, "203.0.113.1"), await from(open, "203.0.113.2")]).toEqual([200, 429]);
  });
});
