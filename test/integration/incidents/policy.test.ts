import { describe, expect, it } from "vitest";
import type { INCIDENT_ACTIONS } from "../../../src/incidents/acts/actions.ts";
import { OwnerCases } from "../../../src/incidents/owner-page/cases.ts";
import { type Act, DEFAULT_ACTS, DEFAULT_POLICY, type Exemption, type Policy } from "../../../src/policy/policy.ts";
import { type HeartOptions, testHeart } from "../../helpers/heart.ts";
import { attenuate, withBadSignature } from "../../helpers/macaroons.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";

const SHOP = textFormat("shop", "shop_", "shop");

const policy = (acts: Partial<Policy["acts"]>, more: Partial<Policy> = {}): Policy => ({
  ...DEFAULT_POLICY,
  name: "policies[0]",
  acts: { ...DEFAULT_ACTS, ...acts },
  ...more,
});

async function testPolicy(policies: readonly Policy[], options: HeartOptions = {}) {
  const heart = await testHeart({ policy: { policies }, ...options });
  const only = async () => (await heart.incidents())[0]!;
  const act = async (action: (typeof INCIDENT_ACTIONS)[number]) =>
    await heart.actions.act((await only()).id, action, "because", "admin:test");
  const isAlive = async (id: string) =>
    (await heart.db.query("select 1 from tokens where id = $1 and revoked_at is null", [id])).length === 1;
  const whys = async () =>
    (
      await heart.db.query<{ why: string }>("select detail::json->>'why' as why from audit_events where detail::json->>'why' is not null")
    ).map(({ why }) => why);
  const mails = () => heart.db.query<{ template: string; round: number }>("select template, round from notices order by created_at");
  return { ...heart, only, act, isAlive, whys, mails };
}

describe("for a live token", () => {
  it("revoke: it dies and its owner is told; the timeline says which rule it was", async () => {
    const heart = await testPolicy([policy({})]);
    const { id, text } = await heart.mint();
    await heart.report([text]);
    await heart.work();
    expect([await heart.only(), await heart.isAlive(id), await heart.whys()]).toMatchObject([
      { state: "revoked" },
      false,
      ["policies[0]: genuine → revoke"],
    ]);
  });

  it("ask: it lives, and nobody is told, until a person decides", async () => {
    const heart = await testPolicy([policy({ genuine: "ask" })]);
    const { id, text } = await heart.mint();
    expect((await heart.report([text])).labels).toEqual(["true_positive"]);
    await heart.work();
    expect([await heart.only(), await heart.isAlive(id), await heart.mails()]).toMatchObject([{ state: "needs_attention" }, true, []]);
    expect(await heart.db.query("select attention_reason from incidents")).toEqual([{ attention_reason: "policies[0]: genuine → ask" }]);
    await heart.report([{ token: text, url: "https://github.com/again" }]);
    expect(await heart.only()).toMatchObject({ state: "needs_attention", count: 2, round: 1 });
    await heart.act("revoke");
    await heart.work();
    expect([await heart.only(), await heart.isAlive(id), (await heart.mails()).length]).toMatchObject([{ state: "revoked" }, false, 1]);
  });

  it("notify: its owner is told, once, that it still works", async () => {
    const heart = await testPolicy([policy({ genuine: "notify" })]);
    const { id, text } = await heart.mint();
    await heart.report([text]);
    await heart.report([{ token: text, url: "https://github.com/again" }]);
    await heart.work();
    expect([await heart.only(), await heart.isAlive(id), await heart.mails()]).toMatchObject([
      { state: "received", count: 2 },
      true,
      [{ template: "exposed", round: 1 }],
    ]);
    await heart.act("revoke");
    await heart.work();
    expect([await heart.isAlive(id), await heart.mails()]).toMatchObject([false, [{ template: "exposed" }, { template: "admin_revoked" }]]);
  });

  it("notify, and nobody knows the owner: it lives, and a person and the operator hear of it, once", async () => {
    const shop = new StubIssuer("shop");
    const owner = { id: "7", name: "a publisher", email: null, locale: null };
    const facts = { name: "ci", createdAt: null, lastUsedAt: null, expiresAt: null, revokedAt: null };
    shop.see = ({ text }) => ({ ...facts, id: text.reveal("test"), owner, credential: { kind: "attested" } });
    const more = { formats: [SHOP], issuers: [shop], outbox: { operator: "ops@example.org" } };
    const heart = await testPolicy([policy({ genuine: "notify" })], more);
    const token = SHOP.example();
    await heart.report([token]);
    await heart.report([{ token, url: "https://github.com/again" }]);
    expect([await heart.only(), await heart.mails()]).toMatchObject([{ state: "needs_attention" }, [{ template: "unreachable" }]]);
    expect(await heart.db.query("select attention_reason, unreachable_at is not null as unreachable, purge_at from incidents")).toEqual([
      { attention_reason: "owner unreachable: the issuer knows no mail address", unreachable: true, purge_at: null },
    ]);
  });

  it("ignore: nothing is done, and it is remembered why", async () => {
    const heart = await testPolicy([policy({ genuine: "ignore" })]);
    const { id, text } = await heart.mint();
    await heart.report([text]);
    expect([await heart.only(), await heart.isAlive(id), await heart.count("obligations"), await heart.whys()]).toMatchObject([
      { state: "dismissed", verdict: "genuine" },
      true,
      0,
      ["policies[0]: genuine → ignore"],
    ]);
  });

  it("a dry run decides and records, and does nothing; a person still may", async () => {
    const heart = await testPolicy([policy({}, { dryRun: true })]);
    const { id, text } = await heart.mint();
    const expired = await heart.mint();
    await heart.report([text, attenuate(expired.text, "[0,1,0]")]);
    await heart.work();
    expect(await heart.incidents()).toMatchObject([{ state: "received" }, { state: "received" }]);
    expect([await heart.isAlive(id), await heart.count("obligations"), await heart.mails()]).toEqual([true, 0, []]);
    expect(await heart.whys()).toEqual(
      expect.arrayContaining([
        "policies[0]: genuine → revoke (dry run: not done)",
        "policies[0]: expired copy → notify (dry run: not done)",
      ]),
    );
    expect(await heart.db.query("select bool_and(purge_at is not null) as ends from incidents")).toEqual([{ ends: true }]);
    for (const { id: incident } of await heart.incidents()) await heart.actions.act(incident, "revoke", "meant", "admin:test");
    await heart.work();
    expect(await heart.isAlive(id)).toBe(false);
  });

  it("another rule for what its holder has narrowed, and for another source", async () => {
    const heart = await testPolicy([
      policy({ genuine: "ask" }, { source: "gitlab" }),
      policy({ attenuated: "ask" }, { name: "policies[1]" }),
    ]);
    const [narrowed, whole] = [await heart.mint(), await heart.mint()];
    await heart.report([attenuate(narrowed.text, "[1,[]]"), whole.text]);
    await heart.work();
    expect([await heart.isAlive(narrowed.id), await heart.isAlive(whole.id)]).toEqual([true, false]);
    const other = await heart.mint();
    await heart.report([other.text], "gitlab");
    await heart.work();
    expect(await heart.isAlive(other.id)).toBe(true);
    // A stronger rule holds from the moment that a report falls under it.
    await heart.report([{ token: other.text, url: "https://github.com/too" }]);
    await heart.work();
    expect(await heart.isAlive(other.id)).toBe(false);
  });

  it("of several copies in one delivery, that one decides about which most is done", async () => {
    const heart = await testPolicy([policy({ genuine: "revoke", attenuated: "ask" })]);
    const { id, text } = await heart.mint();
    await heart.report([attenuate(text, "[0,1,0]"), attenuate(text, "[1,[]]"), text]);
    await heart.work();
    expect([await heart.only(), await heart.isAlive(id)]).toMatchObject([{ state: "revoked", detail: "exact" }, false]);
  });
});

describe("for what is not a live token", () => {
  it.each<[keyof Policy["acts"], Act, string, number]>([
    ["forged", "ignore", "dismissed", 0],
    ["forged", "ask", "needs_attention", 0],
    ["unknown", "ask", "needs_attention", 0],
    ["expired_copy", "notify", "dismissed", 1],
    ["expired_copy", "ignore", "dismissed", 0],
    ["expired_copy", "ask", "needs_attention", 0],
    ["expired_copy", "revoke", "revoked", 1],
  ])("%s → %s is %s, with %d mails", async (found, act, state, mails) => {
    const heart = await testPolicy([policy({ [found]: act })]);
    const { text } = await heart.mint();
    const stranger = (await testHeart()).mint().then((minted) => minted.text);
    const tokens = { forged: withBadSignature(text), unknown: await stranger, expired_copy: attenuate(text, "[0,1,0]") };
    await heart.report([tokens[found as keyof typeof tokens]]);
    await heart.work();
    expect([await heart.only(), (await heart.mails()).length]).toMatchObject([{ state }, mails]);
  });
});

describe("exempt", () => {
  it("a whole format, and one token by the fingerprint that its incident shows: false positives about which nothing is done", async () => {
    const first = await testPolicy([]);
    const { text } = await first.mint();
    await first.report([text]);
    const [{ fingerprint }] = (await first.db.query<{ fingerprint: string }>(
      "select encode(fingerprint, 'hex') as fingerprint from incidents",
    )) as [{ fingerprint: string }];
    const exemptions: Exemption[] = [{ name: "exempt[0]", format: null, fingerprint, why: "the example of our documentation" }];
    const second = await testHeart({ policy: { exemptions } });
    await second.db.query("truncate tokens, owners");
    for (const table of ["owners", "tokens"]) {
      const [row] = await first.db.query<{ rows: string }>(`select json_agg(t)::text as rows from ${table} t`);
      await second.db.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1::json)`, [row!.rows]);
    }
    expect((await second.report([text])).labels).toEqual(["false_positive"]);
    await second.work();
    expect(await second.incidents()).toMatchObject([{ state: "dismissed", verdict: "genuine" }]);

    const whole = await testPolicy([], {
      policy: { exemptions: [{ name: "exempt[0]", format: "tokenward", fingerprint: null, why: "public by design" }] },
    });
    expect((await whole.report([(await whole.mint()).text])).labels).toEqual(["false_positive"]);
    expect(await whole.whys()).toEqual(["exempt[0]: public by design"]);
  });
});

describe("suspending first", () => {
  async function testSuspending(more: Partial<Policy> = {}) {
    const shop = new StubIssuer("shop");
    shop.canSuspend();
    const heart = await testPolicy([policy({ genuine: "suspend" }, more)], { formats: [SHOP], issuers: [shop] });
    const text = SHOP.example();
    const token = shop.issue(text);
    await heart.report([text]);
    await heart.work();
    const asked = () => shop.calls.filter(({ what }) => what !== "lookup").map(({ what }) => what);
    return { ...heart, shop, text, token, asked };
  }

  it("the token is useless at once and its owner is told; after its time it is revoked for good, without another mail", async () => {
    const heart = await testSuspending({ suspendHours: 72 });
    expect([await heart.only(), heart.token.alive, heart.asked(), (await heart.mails()).length]).toMatchObject([
      { state: "revoked" },
      false,
      ["suspend"],
      1,
    ]);
    expect(
      await heart.db.query(
        "select kind, round(extract(epoch from due_at - now()) / 3600) as hours from obligations where kind = 'revoke_elsewhere'",
      ),
    ).toMatchObject([{ hours: "72" }]);
    await heart.work();
    expect(heart.asked()).toEqual(["suspend"]);
    await heart.db.query("update obligations set due_at = now()");
    await heart.work();
    expect(heart.asked()).toEqual(["suspend", "revoke"]);
    expect([await heart.only(), (await heart.mails()).length]).toMatchObject([{ state: "revoked" }, 1]);
    expect(await heart.db.query("select suspended_at from incidents")).toEqual([{ suspended_at: null }]);
    expect(await heart.db.query("select action, detail::json->>'after' as after from audit_events where actor = 'worker'")).toEqual([
      { action: "incident.suspended", after: null },
      { action: "incident.revoked", after: "suspension" },
    ]);
  });

  it("that its owner cannot be told is no reason to let it be: after its time it is revoked for good, and a person still sees why", async () => {
    const heart = await testSuspending({ suspendHours: 72 });
    await heart.db.query("update incidents set state = 'needs_attention', attention_reason = 'owner unreachable'");
    await heart.db.query("update obligations set due_at = now()");
    await heart.work();
    expect(heart.asked()).toEqual(["suspend", "revoke"]);
    expect(await heart.db.query("select state, attention_reason, suspended_at from incidents")).toEqual([
      { state: "needs_attention", attention_reason: "owner unreachable", suspended_at: null },
    ]);
  });

  it("when that fails for good, the person who is waited for sees that instead", async () => {
    const heart = await testSuspending({ suspendHours: 72 });
    await heart.db.query("update incidents set state = 'needs_attention', attention_reason = 'owner unreachable'");
    await heart.db.query("update obligations set due_at = now()");
    heart.shop.before = async (requests) =>
      await Promise.resolve(requests.map(() => ({ kind: "refused", reason: "it is needed" }) as const));
    await heart.work();
    expect(await heart.db.query("select state, attention_reason from incidents")).toEqual([
      { state: "needs_attention", attention_reason: "it is needed" },
    ]);
  });

  it("an owner who says that it is a false positive is waited for by nobody's clock: a person decides", async () => {
    const heart = await testSuspending({ suspendHours: 72 });
    await new OwnerCases(heart.db).answer((await heart.only()).id, "false_positive");
    await heart.db.query("update obligations set due_at = now()");
    await heart.work();
    expect([await heart.only(), heart.asked()]).toMatchObject([{ state: "needs_attention" }, ["suspend"]]);
  });

  it("a person may restore it while it is suspended, and then it is not revoked for good", async () => {
    const heart = await testSuspending({ suspendHours: 72 });
    await heart.act("restore");
    expect([await heart.only(), heart.token.alive, heart.asked()]).toMatchObject([{ state: "dismissed" }, true, ["suspend", "restore"]]);
    await heart.db.query("update obligations set due_at = now()");
    await heart.work();
    expect([heart.token.alive, heart.asked()]).toEqual([true, ["suspend", "restore"]]);
  });

  it("without a time it waits for a person, who may end it for good but not forget it", async () => {
    const heart = await testSuspending();
    await expect(heart.act("close")).rejects.toThrow("only suspended: revoke or restore it first");
    await heart.act("revoke");
    await heart.work();
    expect([await heart.only(), heart.asked()]).toMatchObject([{ state: "revoked" }, ["suspend", "revoke"]]);
    await heart.act("close");
    expect(await heart.only()).toMatchObject({ state: "closed" });
  });

  it("an issuer that cannot suspend any more is not asked to revoke instead: a person is", async () => {
    const shop = new StubIssuer("shop");
    const heart = await testPolicy([policy({ genuine: "suspend" })], { formats: [SHOP], issuers: [shop] });
    const text = SHOP.example();
    shop.issue(text);
    await heart.report([text]);
    await heart.work();
    expect(await heart.db.query("select state, attention_reason from incidents")).toEqual([
      { state: "needs_attention", attention_reason: "its issuer cannot suspend tokens any more" },
    ]);
  });
});

describe("restoring", () => {
  it("is allowed for as long as the policy says", async () => {
    const heart = await testPolicy([policy({}, { restoreHours: 24 })]);
    const { id, text } = await heart.mint();
    await heart.report([text]);
    await heart.work();
    await heart.db.query("update incidents set revoked_at = now() - interval '25 hours'");
    await expect(heart.act("restore")).rejects.toThrow(
      "a token can be restored for 24 h after it was revoked (policies[0]), and that time is over",
    );
    await heart.db.query("update incidents set revoked_at = now() - interval '23 hours'");
    await heart.act("restore");
    expect([await heart.only(), await heart.isAlive(id)]).toMatchObject([{ state: "dismissed" }, true]);
  });

  it("of an issuer that cannot is refused, and one that will not says why", async () => {
    const shop = new StubIssuer("shop");
    const heart = await testPolicy([], { formats: [SHOP], issuers: [shop] });
    const text = SHOP.example();
    shop.issue(text);
    await heart.report([text]);
    await heart.work();
    await expect(heart.act("restore")).rejects.toThrow("the token's issuer cannot restore tokens");
    shop.restore = () => Promise.resolve([{ kind: "refused", reason: "its owner left" }]);
    await expect(heart.act("restore")).rejects.toThrow("the issuer does not restore the token: its owner left");
    expect(await heart.only()).toMatchObject({ state: "revoked" });
  });
});

it("what an owner said of one leak says nothing of the next: the same answer is heard again", async () => {
  const heart = await testPolicy([policy({})]);
  const owner = new OwnerCases(heart.db);
  const { text } = await heart.mint();
  for (const url of ["https://github.com/1", "https://github.com/2"]) {
    await heart.report([{ token: text, url }]);
    await heart.work();
    expect(await heart.only()).toMatchObject({ state: "revoked" });
    await owner.answer((await heart.only()).id, "false_positive");
    expect(await heart.only()).toMatchObject({ state: "needs_attention" });
    await heart.act("restore");
  }
});
