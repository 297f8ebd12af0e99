import { beforeAll, describe, expect, test } from "vitest";
import { readTimeline } from "../../../src/audit/trail.sql.ts";
import { type ApiAnswer, type App, startApp } from "../../helpers/app.ts";
import { attenuate, withBadSignature } from "../../helpers/macaroons.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";

const ADA = { name: "Ada", email: "ada@example.com" };
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { TOKEN_PREFIX: "pypi", TOKEN_LOCATION: "pypi.org" } });
});

const bytesOf = (token: string): string => Buffer.from(token.slice("pypi-".length), "base64url").toString("latin1");

describe("POST /api/tokens", () => {
  test("with PyPI's prefix and location mints tokens of exactly PyPI's shape", async () => {
    const answer = await app.post("/api/tokens", { owner: ADA, name: "ci" });
    expect([answer.status, Object.keys(answer.body)]).toEqual([201, ["id", "token"]]);
    const { id, token } = answer.body as unknown as { id: string; token: string };
    expect(token).toMatch(/^pypi-AgEIcHlwaS5vcmcCJ[DG][A-Za-z0-9_-]{156}$/u);
    const { sub } = (await app.introspect(token)) as unknown as { sub: string };
    expect(sub).toMatch(new RegExp(`^${UUID}$`, "u"));
    expect(bytesOf(token).slice(0, -32)).toBe(`\x02\x01\x08pypi.org\x02\x24${id}\0\x02\x2a[3,"${sub}"]\0\0\x06\x20`);
  });

  test("gives the caveats that were asked for, in order: text as it is, JSON compactly; the expiry comes last", async () => {
    const before = Math.floor(Date.now() / 1_000);
    const caveats = ["path = /simple é", [1, ["a", "b"]], { version: 1, permissions: { projects: ["c"] } }];
    const { token } = await app.mint({ caveats, expires_at: "2099-01-01T02:00:00+02:00" });
    const { caveats: minted, exp } = (await app.introspect(token)) as unknown as { caveats: string[]; exp: number };
    const end = Date.UTC(2099, 0, 1) / 1_000;
    expect(minted.slice(0, 3)).toEqual(["path = /simple é", '[1,["a","b"]]', '{"version":1,"permissions":{"projects":["c"]}}']);
    const [tag, expires, notBefore] = JSON.parse(minted[3]!) as number[];
    expect([minted.length, tag, expires, exp]).toEqual([4, 0, end, end]);
    expect(notBefore).toBeGreaterThanOrEqual(before);
    expect(notBefore).toBeLessThanOrEqual(Date.now() / 1_000);
  });

  test("knows an owner by the address, whatever its case, and takes the newest name", async () => {
    const [first, second] = [
      await app.mint({ owner: { name: "Grace", email: "grace@example.com" } }),
      await app.mint({ owner: { name: "Grace Hopper", email: "GRACE@example.com", locale: "de" } }),
    ];
    const [one, two] = [await app.introspect(first.token), await app.introspect(second.token)];
    expect(one).toMatchObject({ active: true, username: "Grace Hopper" });
    // The user caveat holds the owner's id.
    expect(two["caveats"]).toEqual(one["caveats"]);
  });

  test("is one transaction with its audit event, which names the admin and not the token", async () => {
    const before = await app.stored();
    const { id, token } = await app.mint();
    expect(await app.stored()).toEqual({ ...before, audit_blocks: before.audit_blocks + 1, audit_events: before.audit_events + 1 });
    const [event] = await app.db.query<{ actor: string; action: string; detail: string }>(
      "select actor, action, detail from audit_events where detail like $1",
      [`%${id}%`],
    );
    expect(event).toMatchObject({ actor: "admin:configured", action: "token.minted" });
    expect(event!.detail).not.toContain(token.slice(-20));
  });

  test("may not be cached", async () => {
    const { headers } = await app.post("/api/tokens", { owner: ADA, name: "ci" });
    expect(headers.get("cache-control")).toBe("no-store");
  });

  // What else an order must not hold is in api.test.ts.
  test.each([
    ["owner.locale", { owner: { ...ADA, locale: `en${"-aa".repeat(1_000)}` }, name: "ci" }],
    ["caveats", { owner: ADA, name: "ci", caveats: [JSON.parse("[".repeat(11) + "]".repeat(11))] }],
    ["expires_at", { owner: ADA, name: "ci", expires_at: 1_893_456_000 }],
  ])("refuses an order whose %s is impossible, and stores nothing of it", async (field, order) => {
    const before = await app.stored();
    const answer = await app.post("/api/tokens", order);
    expect([answer.status, String(answer.body["detail"]).split(":")[0]]).toEqual([400, field]);
    expect(await app.stored()).toEqual(before);
  });
});

describe("POST /introspect", () => {
  test("tells of an active token what RFC 7662 names, and notes its use", async () => {
    const { id, token } = await app.mint();
    expect(await app.introspect(token)).toEqual({
      active: true,
      sub: expect.stringMatching(new RegExp(`^${UUID}$`, "u")),
      username: "Ada",
      jti: id,
      token_type: "macaroon",
      iat: expect.closeTo(Date.now() / 1_000, -2),
      caveats: [expect.stringMatching(/^\[3,"/u)],
    });
    const [row] = await app.db.query<{ used: boolean }>("select last_used_at is not null as used from tokens where id = $1", [id]);
    expect(row).toEqual({ used: true });
  });

  test("tells of an attenuated copy its own caveats and its own end", async () => {
    const { token } = await app.mint({ expires_at: "2099-01-01T00:00:00Z" });
    const end = Math.floor(Date.now() / 1_000) + 600;
    const copy = attenuate(attenuate(token, `[0,${end},0]`), '[1,["x"]]');
    const answer = await app.introspect(copy);
    expect([answer["active"], answer["exp"], answer["caveats"]!.slice(-2)]).toEqual([true, end, [`[0,${end},0]`, '[1,["x"]]']]);
  });

  test("takes another spelling of the same bytes for the same token", async () => {
    const { token } = await app.mint({ caveats: ["ÿÿÿÿÿÿ"] });
    const standard = token.slice(5).replaceAll("-", "+").replaceAll("_", "/");
    expect(standard).toContain("/");
    expect(await app.introspect(`pypi-${standard}`)).toMatchObject({ active: true });
  });

  const minute = 60;
  const now = (): number => Math.floor(Date.now() / 1_000);
  const INACTIVE: Readonly<Record<string, (token: string) => string>> = {
    "no token at all": () => "hello",
    "an identifier that nobody minted": () =>
      "pypi-AgEIcHlwaS5vcmcCJDAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMAAABiAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "a forged signature": withBadSignature,
    "a token that lost its last character": (token) => token.slice(0, -1),
    "a token that lost 20 characters": (token) => token.slice(0, -20),
    "a token under the first eight bytes of its signature, in another spelling": (token) => {
      const bytes = Buffer.from(token.slice(5), "base64url");
      return `pypi-${bytes
        .fill(0xff, bytes.length - 24)
        .toString("base64")
        .replaceAll("=", "")}`;
    },
    "a token with a word after it": (token) => `${token} x`,
    "a token with a blank before it": (token) => ` ${token}`,
    "two tokens": (token) => token + token,
    "a copy that expired": (token) => attenuate(token, `[0,${now() - minute},0]`),
    "a copy that is not valid yet": (token) => attenuate(token, `[0,${now() + 2 * minute},${now() + minute}]`),
    "a copy with a misspelt caveat": (token) => attenuate(token, '[0,"soon",0]'),
    "text with a NUL in it": (token) => `${token.slice(0, 30)}\0${token.slice(30)}`,
  };
  test.each(Object.keys(INACTIVE))("says nothing but inactive of %s", async (name) => {
    const { token } = await app.mint();
    expect(await app.introspect(INACTIVE[name]!(token))).toEqual({ active: false });
  });

  test("says inactive of a token that expired", async () => {
    const { token } = await app.mint({ expires_at: new Date(Date.now() - 1_000).toISOString() });
    expect(await app.introspect(token)).toEqual({ active: false });
  });

  test("says inactive of a token as soon as it is revoked", async () => {
    const working = await startApp({ role: "all" });
    const { id, token } = await working.mint();
    expect(await working.introspect(token)).toMatchObject({ active: true });
    await working.github.send(working.hook, [record(token)]);
    const incident = await until("the token is revoked", async () => {
      const { body } = await working.get(`/api/incidents?q=token:${id}+state:revoked`);
      return body["incidents"]![0] ?? null;
    });
    expect(await working.introspect(token)).toEqual({ active: false });
    const timeline = await readTimeline(working.db, String(incident["id"]));
    expect(timeline.map(({ action }) => action).slice(0, 2)).toEqual(["incident.reported", "incident.revoked"]);
    await working.stop();
  });

  const form = (body: string, type = "application/x-www-form-urlencoded"): Promise<ApiAnswer> =>
    app.call("POST", "/introspect", { body, headers: { "content-type": type } });

  test.each([
    ["nothing in it", "", "token: "],
    ["another field", "tokens=a", "token: "],
    ["an empty token", "token=", "token: "],
    ["two tokens", "token=a&token=b", "token: "],
  ])("refuses a form with %s", async (_, body, about) => {
    const answer = await form(body);
    expect([answer.status, answer.body["code"]]).toEqual([400, "invalid_request"]);
    expect(String(answer.body["detail"])).toContain(about);
  });

  test("refuses JSON, which the RFC does not know", async () => {
    const answer = await form('{"token":"a"}', "application/json");
    expect([answer.status, answer.body["detail"]]).toEqual([400, expect.stringContaining("application/x-www-form-urlencoded")]);
  });
});
