import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ElsewhereRevoker } from "../../../src/incidents/revoking/elsewhere.ts";
import { rotateSeals } from "../../../src/incidents/sealing/rotation.ts";
import { Sealer } from "../../../src/incidents/sealing/sealer.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { DEFAULT_ACTS, DEFAULT_POLICY } from "../../../src/policy/policy.ts";
import { CLIENT, FakeIssuer } from "../../helpers/fake-issuer.ts";
import { testHeart } from "../../helpers/heart.ts";
import { issuerOf } from "../../helpers/issuers.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";

const SHOP = textFormat("shop", "shop_", "shop");

/** An issuer that can revoke only what it is shown. */
async function testSealing(acts: Partial<typeof DEFAULT_ACTS> = {}) {
  const shop = new StubIssuer("shop");
  shop.needsToken = true;
  shop.tellsOwners = true;
  shop.see = () => "cannot_tell";
  const policies = [{ ...DEFAULT_POLICY, acts: { ...DEFAULT_ACTS, ...acts } }];
  const heart = await testHeart({ formats: [SHOP], issuers: [shop], policy: { policies } });
  const text = SHOP.example();
  shop.issue(text);
  const sealed = async () => (await heart.db.query<{ sealed: string | null }>("select sealed_token as sealed from incidents"))[0]!.sealed;
  const only = async () => (await heart.incidents())[0]!;
  const act = async (action: "revoke" | "close" | "retry" | "restore") =>
    await heart.actions.act((await only()).id, action, "test", "admin:test");
  return { ...heart, shop, text, sealed, only, act };
}

describe("a token that its issuer must be shown", () => {
  it("is kept sealed while its incident is open, and forgotten by the transaction that ends it", async () => {
    const heart = await testSealing();
    await heart.report([heart.text]);
    const kept = await heart.sealed();
    expect(kept?.split(".")).toHaveLength(5);
    const [row] = await heart.db.query<{ all: string }>("select incidents::text as all from incidents");
    expect(row!.all).not.toContain(heart.text.slice(5));
    await heart.work();
    expect([await heart.only(), await heart.sealed(), heart.shop.tokens.get(heart.text)!.deaths]).toMatchObject([
      { state: "revoked" },
      null,
      1,
    ]);
  });

  it("is shown to nobody but its issuer: one that does not need it gets an id", async () => {
    const heart = await testSealing();
    Object.assign(heart.shop, { needsToken: false, see: null });
    await heart.report([heart.text]);
    expect(await heart.sealed()).toBeNull();
    await heart.work();
    expect(heart.shop.calls.flatMap(({ requests }) => requests)).toMatchObject([{ tokenId: heart.text, token: null }]);
  });

  it("stays while a person is asked, and is used when the person says so", async () => {
    const heart = await testSealing({ unverified: "ask" });
    await heart.report([heart.text]);
    expect([await heart.only(), await heart.sealed()]).toMatchObject([{ state: "needs_attention" }, expect.any(String)]);
    await heart.act("revoke");
    await heart.work();
    expect([await heart.only(), await heart.sealed(), heart.shop.tokens.get(heart.text)!.alive]).toMatchObject([
      { state: "revoked" },
      null,
      false,
    ]);
  });

  it("is forgotten when a person closes the incident, and then there is nothing to revoke with", async () => {
    const heart = await testSealing({ unverified: "ask" });
    await heart.report([heart.text]);
    await heart.act("close");
    expect(await heart.sealed()).toBeNull();
    await heart.actions.act((await heart.only()).id, "reopen", "test", "admin:test");
    await expect(heart.act("revoke")).rejects.toThrow("the token itself was not kept");
  });

  it("is forgotten when its issuer does not know it", async () => {
    const heart = await testSealing();
    heart.shop.tokens.clear();
    await heart.report([heart.text]);
    await heart.work();
    expect([await heart.only(), await heart.sealed()]).toMatchObject([{ state: "dismissed" }, null]);
  });

  it("stays while its issuer refuses, through every retry", async () => {
    const heart = await testSealing();
    heart.shop.before = () => Promise.resolve([{ kind: "refused", reason: "in use" }]);
    await heart.report([heart.text]);
    await heart.work();
    expect([await heart.only(), await heart.sealed()]).toMatchObject([{ state: "needs_attention" }, expect.any(String)]);
    heart.shop.before = () => Promise.resolve(null);
    await heart.act("retry");
    await heart.work();
    expect([await heart.only(), await heart.sealed()]).toMatchObject([{ state: "revoked" }, null]);
  });

  it("cannot be left behind: the database itself refuses an ended incident that holds one", async () => {
    const heart = await testSealing();
    await heart.report([heart.text]);
    for (const state of ["revoked", "dismissed", "closed", "received"]) {
      await expect(heart.db.query("update incidents set state = $1", [state])).rejects.toThrow("incidents_sealed_while_open");
    }
  });

  it("whose key is gone waits for a person, who is told which key; with the key back it is revoked", async () => {
    const heart = await testSealing();
    await heart.report([heart.text]);
    const other = await Sealer.create([new Secret(randomBytes(32))]);
    const { db, log, metrics } = heart;
    const { settings } = heart;
    const issuers = new Map([["shop", heart.shop]]);
    const keyless = new ElsewhereRevoker({
      db,
      issuers,
      sealer: other,
      metrics,
      log,
      settings,
      suspendHours: () => null,
      wake: () => undefined,
    });
    await heart.work(keyless);
    expect(await heart.db.query("select state, attention_reason, sealed_token is not null as kept from incidents")).toEqual([
      {
        state: "needs_attention",
        attention_reason: `the token is sealed with the key ${heart.sealer.current}, which is not in SEALING_KEYS: put it back and retry`,
        kept: true,
      },
    ]);
    expect(heart.shop.calls.some(({ what }) => what === "revoke")).toBe(false);
    await heart.act("retry");
    await heart.work();
    expect([await heart.only(), heart.shop.tokens.get(heart.text)!.alive]).toMatchObject([{ state: "revoked" }, false]);
  });

  it("that was sealed for another incident opens nowhere else", async () => {
    const heart = await testSealing();
    const other = SHOP.example();
    heart.shop.issue(other);
    await heart.report([heart.text, other]);
    await heart.db.query(`update incidents i set sealed_token = o.sealed_token from incidents o where o.id <> i.id`);
    await heart.work();
    expect(await heart.db.query("select distinct state, attention_reason from incidents")).toEqual([
      { state: "needs_attention", attention_reason: "the sealed token cannot be opened: it was changed, or belongs to another incident" },
    ]);
  });
});

describe("rotating the keys", () => {
  it("seals everything with the first key, tells what no key opens, and changes nothing the second time", async () => {
    const heart = await testSealing({ unverified: "ask" });
    const [old, fresh] = [new Secret(Buffer.alloc(32, 8)), new Secret(randomBytes(32))];
    const texts = [heart.text, ...Array.from({ length: 4 }, () => SHOP.example())];
    for (const text of texts) heart.shop.issue(text);
    await heart.report(texts);
    const [lost] = await heart.incidents();
    const stranger = await Sealer.create([new Secret(randomBytes(32))]);
    await heart.db.query("update incidents set sealed_token = $2 where id = $1", [
      lost!.id,
      await stranger.seal(new Secret("x"), "elsewhere"),
    ]);

    const rotated = await Sealer.create([fresh, old]);
    const unopened = [{ incident: lost!.id, key: stranger.current, reason: "key_missing" }];
    expect(await rotateSeals(heart.db, rotated, "admin:test")).toEqual({ resealed: 4, current: 0, unopened });
    expect(await rotateSeals(heart.db, rotated, "admin:test")).toEqual({ resealed: 0, current: 4, unopened });
    expect(await heart.db.query("select detail::json->>'tokens' as tokens from audit_events where action = 'tokens.resealed'")).toEqual([
      { tokens: "4" },
    ]);

    const after = await Sealer.create([fresh]);
    const { db, log, metrics } = heart;
    const { settings } = heart;
    const issuers = new Map([["shop", heart.shop]]);
    const revoker = new ElsewhereRevoker({
      db,
      issuers,
      sealer: after,
      metrics,
      log,
      settings,
      suspendHours: () => null,
      wake: () => undefined,
    });
    for (const { id } of await heart.incidents()) await heart.actions.act(id, "revoke", "test", "admin:test");
    await heart.work(revoker);
    expect((await heart.incidents()).map(({ state }) => state).filter((state) => state === "revoked")).toHaveLength(4);
  });
});

it("an OAuth server: seen active, revoked by the text, and believed when it says that the token is inactive", async () => {
  const fake = await FakeIssuer.start();
  const options = {
    protocol: "oauth",
    revoke_url: `${fake.url}/revoke`,
    introspect_url: `${fake.url}/introspect`,
    auth: CLIENT,
    allow_addresses: ["127.0.0.1"],
  };
  const issuer = await issuerOf({ id: "shop", kind: "http", title: "Shop", options });
  const heart = await testHeart({ formats: [SHOP], issuers: [issuer] });
  const text = SHOP.example();
  const token = fake.issue(text);
  expect((await heart.report([text])).labels).toEqual(["true_positive"]);
  fake.trouble = "lying";
  await heart.work();
  expect(await heart.incidents()).toMatchObject([{ state: "revoking", verdict: "genuine", tokenId: null }]);
  fake.trouble = null;
  await heart.db.query("update obligations set due_at = now()");
  await heart.work();
  expect([await heart.incidents(), token.alive]).toMatchObject([[{ state: "revoked" }], false]);
  expect(await heart.db.query("select recipient_email from notices")).toEqual([{ recipient_email: "ada@example.com" }]);
  // Inactive tokens are forgotten by the standard; the same copy is still the same incident.
  expect((await heart.report([{ token: text, url: "https://github.com/fork" }])).labels).toEqual(["true_positive"]);
  expect(await heart.incidents()).toMatchObject([{ state: "revoked", count: 2, round: 1 }]);
});

it("an OAuth server that refuses to say anything of one token keeps no other of the delivery alive; of that one a person hears", async () => {
  const fake = await FakeIssuer.start();
  const options = {
    protocol: "oauth",
    revoke_url: `${fake.url}/revoke`,
    introspect_url: `${fake.url}/introspect`,
    auth: CLIENT,
    allow_addresses: ["127.0.0.1"],
  };
  const heart = await testHeart({
    formats: [SHOP],
    issuers: [await issuerOf({ id: "shop", kind: "http", title: "Shop", options })],
  });
  const [odd, text] = [SHOP.example(), SHOP.example()];
  const token = fake.issue(text);
  fake.refused.add(odd);
  await heart.report([odd, text]);
  await heart.work();
  expect([token.alive, (await heart.incidents()).map(({ state }) => state).toSorted()]).toEqual([false, ["needs_attention", "revoked"]]);
});
