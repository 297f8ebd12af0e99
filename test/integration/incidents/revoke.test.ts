import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyTrail } from "../../../src/audit/trail.ts";
import type { Issuer, RemoteIssuer, RevokeOutcome } from "../../../src/issuers/issuer.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import { testHeart } from "../../helpers/heart.ts";
import { attenuate } from "../../helpers/macaroons.ts";

describe("revoking", () => {
  it("revokes the token, records it and owes the owner one notice, in one transaction", async () => {
    const heart = await testHeart();
    const { id, text } = await heart.mint();
    await heart.report([text]);
    await heart.work();
    expect(await heart.incidents()).toMatchObject([{ state: "revoked" }]);
    expect(await heart.db.query("select revoked_at is not null as dead from tokens where id = $1", [id])).toEqual([{ dead: true }]);
    expect(await heart.db.query("select template, recipient_email, state from notices")).toEqual([
      { template: "revoked", recipient_email: "ada@example.com", state: "due" },
    ]);
    expect(await heart.db.query("select kind from obligations")).toEqual([{ kind: "notify" }]);
    expect((await verifyTrail(heart.db)).faults).toEqual([]);
  });

  it("the same token reported again after its revocation adds a place and nothing else", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint();
    await heart.report([text]);
    await heart.work();
    expect((await heart.report([{ token: attenuate(text, "[1,[]]"), url: "https://github.com/2" }])).labels).toEqual(["true_positive"]);
    await heart.work();
    expect(await heart.incidents()).toMatchObject([{ state: "revoked", count: 2, round: 1 }]);
    expect(await heart.count("notices")).toBe(1);
  });

  it("two workers with the same job revoke once", async () => {
    const heart = await testHeart();
    await heart.report([(await heart.mint()).text]);
    const lease = randomUUID();
    await claimDue(heart.db, "revoke", 10, 1, lease, 5);
    await Promise.all(Array.from({ length: 5 }, () => withLease(heart.db, heart.log, lease, (batch) => heart.revoker.run(batch))));
    expect(await heart.count("notices")).toBe(1);
    expect(await heart.db.query("select action from audit_events where action = 'incident.revoked'")).toHaveLength(1);
  });

  it("a job with a lease that nobody holds does nothing", async () => {
    const heart = await testHeart();
    await heart.report([(await heart.mint()).text]);
    await withLease(heart.db, heart.log, randomUUID(), () => Promise.reject(new Error("must not run")));
    expect(await heart.count("obligations")).toBe(1);
  });

  it("a worker that lost its lease records nothing", async () => {
    const heart = await testHeart();
    const { id, text } = await heart.mint();
    await heart.report([text]);
    const lease = randomUUID();
    await claimDue(heart.db, "revoke", 10, 1, lease, 5);
    await withLease(heart.db, heart.log, lease, async (batch) => {
      await heart.db.query("update obligations set lease = $1", [randomUUID()]);
      await heart.revoker.run(batch);
    });
    expect(await heart.incidents()).toMatchObject([{ state: "revoking" }]);
    expect(await heart.db.query("select 1 from tokens where id = $1 and revoked_at is null", [id])).toHaveLength(1);
  });

  it("a restored token that leaks again is revoked and told about again", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint();
    await heart.report([text]);
    await heart.work();
    const [incident] = await heart.incidents();
    await heart.actions.act(incident!.id, "restore", "was a test fixture", "admin:test");
    expect(await heart.incidents()).toMatchObject([{ state: "dismissed" }]);
    await heart.report([{ token: text, url: "https://github.com/again" }]);
    await heart.work();
    expect(await heart.incidents()).toMatchObject([{ state: "revoked", round: 2 }]);
    expect(await heart.count("notices")).toBe(2);
  });
});

describe("revoking with an issuer elsewhere", () => {
  it.each<[RevokeOutcome, object]>([
    [{ kind: "revoked" }, { state: "revoked" }],
    [{ kind: "already" }, { state: "revoked" }],
    [{ kind: "unknown" }, { state: "needs_attention" }],
    [{ kind: "refused", reason: "not yours" }, { state: "needs_attention" }],
    [{ kind: "action_needed", reason: "ask Bob" }, { state: "needs_attention" }],
    [{ kind: "retry_later", reason: "429", afterSeconds: 60 }, { state: "revoking" }],
  ])("the answer %o is recorded", async (outcome, expected) => {
    const heart = await testHeart({ issuer: (builtin) => remote(builtin, async () => outcome) });
    await heart.report([(await heart.mint()).text]);
    await heart.work();
    expect(await heart.incidents()).toMatchObject([expected]);
  });

  it("one token that breaks the issuer never blocks the others of its batch", async () => {
    const heart = await testHeart({
      issuer: (builtin) =>
        remote(builtin, async (ids, id) => {
          if (ids.includes(bad.id)) throw new Error(`boom ${id}`);
          return { kind: "revoked" };
        }),
    });
    const bad = await heart.mint();
    const good = await Promise.all(Array.from({ length: 5 }, () => heart.mint()));
    await heart.report([bad.text, ...good.map(({ text }) => text)]);
    await heart.work();
    const states = new Map((await heart.incidents()).map(({ state, tokenId }) => [tokenId, state]));
    expect(good.map(({ id }) => states.get(id))).toEqual(good.map(() => "revoked"));
    expect(states.get(bad.id)).toBe("revoking");
    expect(await heart.db.query("select attempts, dead_at from obligations where kind = 'revoke_elsewhere'")).toEqual([
      { attempts: 1, dead_at: null },
    ]);
  });

  it("what was given up waits for a person and is met after a retry", async () => {
    let outcome: RevokeOutcome = { kind: "refused", reason: "maintenance" };
    const heart = await testHeart({ issuer: (builtin) => remote(builtin, async () => outcome) });
    await heart.report([(await heart.mint()).text]);
    await heart.work();
    const [incident] = await heart.incidents();
    await heart.work();
    expect(await heart.incidents()).toMatchObject([{ state: "needs_attention" }]);
    outcome = { kind: "revoked" };
    await heart.actions.act(incident!.id, "retry", "maintenance is over", "admin:test");
    await heart.work();
    expect(await heart.incidents()).toMatchObject([{ state: "revoked" }]);
  });
});

function remote(builtin: Issuer, answer: (ids: readonly (string | null)[], id: string | null) => Promise<RevokeOutcome>): RemoteIssuer {
  return {
    id: "builtin",
    title: "far away",
    where: "elsewhere",
    lookup: (candidates) => builtin.lookup(candidates),
    revoke: (requests) => {
      const ids = requests.map(({ tokenId }) => tokenId);
      return Promise.all(ids.map((id) => answer(ids, id)));
    },
    needsToken: false,
    tellsOwners: false,
    batch: 1_000,
    suspend: null,
    restore: null,
    check: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
