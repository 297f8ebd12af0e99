import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { verifyTrail } from "../../../src/audit/trail.ts";
import { AppError } from "../../../src/kernel/errors.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimLane, readBacklog } from "../../../src/obligations/obligations.sql.ts";
import { testHeart } from "../../helpers/heart.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";
import { until } from "../../helpers/until.ts";

const SHOP = textFormat("shop", "shop_", "shop");
const BANK = textFormat("bank", "bank_", "bank");

async function testFar() {
  const [shop, bank] = [new StubIssuer("shop"), new StubIssuer("bank")];
  const heart = await testHeart({ formats: [SHOP, BANK], issuers: [shop, bank] });
  const issue = (issuer: StubIssuer, format = SHOP): string => {
    const text = format.example();
    issuer.issue(text);
    return text;
  };
  const states = async () => new Map((await heart.incidents()).map(({ state, tokenId }) => [tokenId!, state]));
  /** Takes one lane's batch, as a worker does. */
  const workLane = async (): Promise<void> => {
    const lease = randomUUID();
    await claimLane(heart.db, 1_000, lease, 5);
    await withLease(heart.db, heart.log, lease, (batch) => heart.elsewhere.run(batch));
  };
  const expireLeases = () => heart.db.query("update obligations set leased_until = now() where leased_until is not null");
  return { ...heart, shop, bank, issue, states, workLane, expireLeases };
}

/** Resolves when it is opened. */
function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open };
}

describe("an issuer elsewhere", () => {
  it("a crash between its answer and our record costs one more call, and nothing else", async () => {
    const far = await testFar();
    const text = far.issue(far.shop);
    await far.report([text]);
    far.shop.before = async () => {
      far.shop.before = () => Promise.resolve(null);
      far.shop.tokens.get(text)!.alive = false;
      far.shop.tokens.get(text)!.deaths += 1;
      // The process that asked is as good as dead: its lease is another's.
      await far.db.query("update obligations set lease = $1", [randomUUID()]);
      return [{ kind: "revoked" }];
    };
    await far.workLane();
    expect(await far.states()).toEqual(new Map([[text, "revoking"]]));
    await far.expireLeases();
    await far.work();
    expect(await far.states()).toEqual(new Map([[text, "revoked"]]));
    expect([far.shop.tokens.get(text)!.deaths, await far.count("notices"), await far.count("obligations")]).toEqual([1, 1, 1]);
    expect(await far.db.query("select detail::json->>'outcome' as outcome from audit_events where action = 'incident.revoked'")).toEqual([
      { outcome: "already" },
    ]);
    const keys = far.shop.calls.flatMap(({ requests }) => requests.map(({ idempotencyKey }) => idempotencyKey));
    expect(new Set(keys).size).toBe(1);
    expect((await verifyTrail(far.db)).faults).toEqual([]);
  });

  it("what it answered is recorded before it is asked about the next, so that a crash loses one call at most", async () => {
    const far = await testFar();
    far.shop.batch = 10;
    const texts = Array.from({ length: 25 }, () => far.issue(far.shop));
    await far.report(texts);
    let calls = 0;
    far.shop.before = async () => {
      calls += 1;
      if (calls === 3) throw new AppError("unavailable", "the database is gone");
      return await Promise.resolve(null);
    };
    await expect(far.workLane()).rejects.toThrow("the database is gone");
    expect([...(await far.states()).values()].filter((state) => state === "revoked")).toHaveLength(20);
    far.shop.before = () => Promise.resolve(null);
    await far.expireLeases();
    await far.work();
    expect([...(await far.states()).values()].filter((state) => state === "revoked")).toHaveLength(25);
    expect(far.shop.calls.filter(({ what }) => what === "revoke").map(({ requests }) => requests.length)).toEqual([10, 10, 5, 5]);
    expect([...far.shop.tokens.values()].every(({ deaths }) => deaths === 1)).toBe(true);
  });

  it("an answer that is missing is no revocation", async () => {
    const far = await testFar();
    const texts = [far.issue(far.shop), far.issue(far.shop)];
    await far.report(texts);
    far.shop.before = () => Promise.resolve([{ kind: "revoked" }]);
    await far.work();
    expect([...(await far.states()).values()].toSorted((a, b) => a.localeCompare(b))).toEqual(["revoked", "revoking"]);
    expect(await far.db.query("select last_error from obligations where kind = 'revoke_elsewhere'")).toEqual([
      { last_error: "its issuer gave no answer for this token" },
    ]);
  });

  it("that is slow keeps nobody waiting: not another issuer, not our own tokens, not the next of its own", async () => {
    const far = await testFar();
    const [slow, quick, own] = [far.issue(far.shop), far.issue(far.bank, BANK), (await far.mint()).text];
    await far.report([slow, quick, own]);
    const answer = gate();
    far.shop.before = async () => {
      await answer.passed;
      return null;
    };
    // The first lane claimed may be either: what matters is that both get theirs.
    const working = [far.workLane(), far.workLane()];
    await until("the slow one was asked", () => far.shop.calls.some(({ what }) => what === "revoke"));
    await until("the quick one is done", async () => (await far.states()).get(quick) === "revoked");
    await far.work();
    expect((await far.incidents()).filter(({ state }) => state === "revoked")).toHaveLength(2);

    // While a batch of its lane is under way no other is begun, by whatever process, and the watchdog sees nothing overdue.
    const late = far.issue(far.shop);
    await far.report([late]);
    expect(await claimLane(far.db, 1_000, randomUUID(), 5)).toBe(0);
    expect((await readBacklog(far.db)).find(({ kind }) => kind === "revoke_elsewhere")).toMatchObject({ open: 2, oldestDueSeconds: 0 });
    answer.open();
    await Promise.all(working);
    await far.work();
    expect([...(await far.states()).values()]).toEqual(["revoked", "revoked", "revoked", "revoked"]);
  });

  it("one batch of each issuer is under way, however many processes come for them at once", async () => {
    const far = await testFar();
    const issued = Array.from({ length: 4 }, () => [far.issue(far.shop), far.issue(far.bank, BANK)]).flat();
    await far.report(issued);
    for (let round = 0; round < 20; round += 1) {
      const claimed = await Promise.all(Array.from({ length: 6 }, async () => await claimLane(far.db, 2, randomUUID(), 5)));
      expect(claimed.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 0, 2, 2]);
      expect(await far.db.query("select count(distinct lease)::int as n from obligations where lease is not null group by lane")).toEqual([
        { n: 1 },
        { n: 1 },
      ]);
      await far.db.query("update obligations set lease = null, leased_until = null");
    }
  });

  it("a call that takes longer than the lease is not begun a second time", async () => {
    const far = await testFar();
    await far.report([far.issue(far.shop)]);
    const answer = gate();
    far.shop.before = async () => {
      await answer.passed;
      return null;
    };
    const working = far.workLane();
    const leasedUntil = async () =>
      (await far.db.query<{ at: Date }>("select leased_until as at from obligations where taken"))[0]?.at ?? null;
    const first = await until("it is taken", leasedUntil);
    await until("a sign of life was given", async () => ((await leasedUntil()) ?? first) > first, { withinMs: 8_000 });
    expect(await claimLane(far.db, 1_000, randomUUID(), 5)).toBe(0);
    answer.open();
    await working;
    expect(far.shop.calls.filter(({ what }) => what === "revoke")).toHaveLength(1);
  });

  it("what it tells of the token only now reaches the incident and the mail", async () => {
    const far = await testFar();
    far.shop.needsToken = true;
    far.shop.see = () => "cannot_tell";
    const text = far.issue(far.shop);
    const owner = { id: "7", name: "Grace\nHopper", email: "grace@example.com", locale: null };
    far.shop.before = () => Promise.resolve([{ kind: "revoked", facts: { name: "nightly", owner } }]);
    expect((await far.report([text])).labels).toEqual([null]);
    await far.work();
    expect(await far.incidents()).toMatchObject([{ state: "revoked", verdict: "genuine", detail: "confirmed" }]);
    expect(await far.db.query("select recipient_name, recipient_email from notices")).toEqual([
      { recipient_name: "Grace Hopper", recipient_email: "grace@example.com" },
    ]);
    expect(await far.db.query("select token_name from incidents")).toEqual([{ token_name: "nightly" }]);
  });

  it("of a token of which nothing was proven, its no is an end, and no person is needed", async () => {
    const far = await testFar();
    far.shop.needsToken = true;
    far.shop.see = () => "cannot_tell";
    await far.report([SHOP.example()]);
    await far.work();
    expect(await far.incidents()).toMatchObject([{ state: "dismissed", verdict: "unknown", detail: "issuer_decides" }]);
    expect([await far.count("obligations"), await far.count("notices")]).toEqual([0, 0]);
    expect(await far.db.query("select purge_at is not null as ends from incidents")).toEqual([{ ends: true }]);
  });

  it("that tells its owners itself leaves no mail to us, and nobody unreachable", async () => {
    const far = await testFar();
    Object.assign(far.shop, { needsToken: true, tellsOwners: true, see: () => "cannot_tell" });
    far.shop.before = (requests) => Promise.resolve(requests.map(() => ({ kind: "accepted" })));
    await far.report([far.issue(far.shop)]);
    await far.work();
    expect(await far.incidents()).toMatchObject([{ state: "revoked", verdict: "unknown" }]);
    expect([await far.count("obligations"), await far.count("notices")]).toEqual([0, 0]);
    expect(await far.db.query("select detail::json->>'outcome' as outcome from audit_events where action = 'incident.revoked'")).toEqual([
      { outcome: "accepted" },
    ]);
  });

  it("that is not configured any more leaves its tokens to a person", async () => {
    const far = await testFar();
    await far.report([far.issue(far.shop)]);
    await far.db.query("update incidents set issuer = 'gone'");
    await far.work();
    expect(await far.db.query("select state, attention_reason from incidents")).toEqual([
      { state: "needs_attention", attention_reason: "its issuer is not configured any more" },
    ]);
  });

  it("an issuer that was asked before the revocation does not revive it; one that was asked after is believed", async () => {
    const far = await testFar();
    const text = far.issue(far.shop);
    const looking = gate();
    far.shop.see = null;
    await far.report([text]);
    // A second report looks the token up while it still lives, and is committed when it is dead.
    const stale = far.shop.lookup.bind(far.shop);
    far.shop.lookup = async (candidates) => {
      const answers = await stale(candidates);
      await looking.passed;
      return answers;
    };
    const reporting = far.report([{ token: text, url: "https://github.com/second" }]);
    await until("it was looked up", () => far.shop.calls.filter(({ what }) => what === "lookup").length === 2);
    await far.work();
    looking.open();
    expect((await reporting).labels).toEqual(["true_positive"]);
    expect(await far.incidents()).toMatchObject([{ state: "revoked", round: 1, count: 2 }]);

    far.shop.lookup = stale;
    far.shop.tokens.get(text)!.alive = true;
    await far.report([{ token: text, url: "https://github.com/third" }]);
    await far.work();
    expect(await far.incidents()).toMatchObject([{ state: "revoked", round: 2, count: 3 }]);
    expect([far.shop.tokens.get(text)!.deaths, await far.count("notices")]).toEqual([2, 2]);
  });

  it("that forgets what it revokes is reminded by the exact copy", async () => {
    const far = await testFar();
    const text = far.issue(far.shop);
    await far.report([text]);
    await far.work();
    far.shop.tokens.delete(text);
    expect((await far.report([{ token: text, url: "https://github.com/fork" }])).labels).toEqual(["true_positive"]);
    expect(await far.incidents()).toMatchObject([{ state: "revoked", count: 2, verdict: "genuine" }]);
    expect((await far.report([SHOP.example()])).labels).toEqual(["false_positive"]);
    expect(await far.count("incidents")).toBe(2);
  });
});

describe("an issuer that cannot be asked now", () => {
  const down = (): never => {
    throw new AppError("unavailable", "the issuer cannot be asked now: it answered 503");
  };

  it("leaves its own records undecided: the others are done at once, the delivery is kept and comes again", async () => {
    const far = await testFar();
    const [shops, banks] = [far.issue(far.shop), far.issue(far.bank, BANK)];
    far.shop.see = down;
    expect(await far.report([shops, banks])).toEqual({
      labels: [null, "true_positive"],
      repeated: false,
      undecided: "the issuer cannot be asked now: it answered 503",
    });
    expect([await far.count("deliveries"), far.woken]).toEqual([0, expect.arrayContaining(["revoke_elsewhere", "classify"])]);
    await far.work();
    expect(await far.states()).toEqual(new Map([[banks, "revoked"]]));
    expect(await far.db.query("select source, encode(sealed_body, 'escape') as body from postponed_deliveries")).toEqual([
      { source: "github-partner", body: "sealed" },
    ]);

    // Sent again while nothing has changed, it is kept once.
    await far.report([shops, banks]);
    expect(await far.db.query("select kind from obligations where delivery_id is not null")).toEqual([{ kind: "classify" }]);

    far.shop.see = null;
    expect(await far.report([shops, banks])).toEqual({ labels: ["true_positive", "true_positive"], repeated: false, undecided: null });
    await far.work();
    expect(await far.states()).toEqual(
      new Map([
        [banks, "revoked"],
        [shops, "revoked"],
      ]),
    );
    expect([await far.count("deliveries"), await far.count("notices"), await far.count("occurrences")]).toEqual([1, 2, 2]);
    expect(await far.db.query("select 1 from postponed_deliveries")).toEqual([]);
    expect((await verifyTrail(far.db)).faults).toEqual([]);
  });

  it("that is silent is not waited for by whoever reported", async () => {
    const far = await testFar();
    const [shops, own] = [far.issue(far.shop), (await far.mint()).text];
    const answer = gate();
    const lookup = far.shop.lookup.bind(far.shop);
    far.shop.lookup = async (candidates) => {
      await answer.passed;
      return await lookup(candidates);
    };
    const start = performance.now();
    const accepted = await far.report([shops, own]);
    expect(performance.now() - start).toBeLessThan(5_000);
    expect(accepted).toMatchObject({ labels: [null, "true_positive"], undecided: 'the issuer "shop" is slow' });
    answer.open();
  });
});
