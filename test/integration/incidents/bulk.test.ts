import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { BulkJobs, type Draft } from "../../../src/incidents/bulk/bulk-jobs.ts";
import { BulkWorker } from "../../../src/incidents/bulk/bulk-worker.ts";
import type { Issuer } from "../../../src/issuers/issuer.ts";
import { nobody } from "../../../src/issuers/nobody.ts";
import type { AppError } from "../../../src/kernel/errors.ts";
import { withLease } from "../../../src/obligations/lease.ts";
import { claimDue } from "../../../src/obligations/obligations.sql.ts";
import { testHeart } from "../../helpers/heart.ts";

const OBSERVE = {
  name: "observe",
  format: "*",
  source: "*",
  acts: { genuine: "notify", attenuated: "notify", expired_copy: "ignore", unverified: "ignore", forged: "ignore", unknown: "ignore" },
  lateLabel: null,
  dryRun: true,
  restoreHours: null,
  suspendHours: null,
} as const;

let heart: Awaited<ReturnType<typeof testHeart>>;
let bulk: BulkJobs;
let worker: BulkWorker;
beforeEach(async () => {
  // What is reported is only recorded: everything is left to people.
  heart = await testHeart({ policy: { policies: [OBSERVE] } });
  const { actions, builtin, db, log, settings } = heart;
  const issuers = new Map<string, Issuer>([builtin, nobody].map((one) => [one.id, one]));
  const wake = (): void => undefined;
  bulk = new BulkJobs({ db, issuers, approvalAbove: 20, wake });
  worker = new BulkWorker({ db, issuers, actions, settings, log, wake });
});

async function leaked(count: number): Promise<string[]> {
  const tokens: { id: string; text: string }[] = [];
  while (tokens.length < count) tokens.push(await heart.mint());
  await heart.report(tokens.map(({ text }) => text));
  return tokens.map(({ id }) => id);
}

const draft = (more: Partial<Draft> = {}, author = "Grace"): Promise<string> =>
  bulk.draft(
    { act: "revoke", pick: { query: "verdict:genuine" }, atLeast: null, atMost: null, reason: "a breach", holdsNotices: true, ...more },
    author,
  );

const view = (id: string) => bulk.view(id, null, 0, 1_000);

/** One piece of whatever job is due. */
async function piece(): Promise<void> {
  const lease = randomUUID();
  await claimDue(heart.db, "bulk", 1, 10_000, lease, 5);
  await withLease(heart.db, heart.log, lease, (batch) => worker.run(batch));
}

async function untilDone(id: string): Promise<void> {
  while ((await view(id)).job.state === "running") await piece();
}

const failure = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => "it was done",
    (error: unknown) => `${(error as AppError).code}: ${(error as AppError).message}`,
  );

const audited = async (action: string): Promise<number> =>
  (await heart.db.query("select 1 from audit_events where action = $1", [action])).length;
const mails = async (): Promise<number> => (await heart.db.query("select 1 from notices")).length;
const states = async (): Promise<string[]> => (await heart.incidents()).map(({ state }) => state);

describe("drafting", () => {
  test("does nothing to anything, shows what would happen, and stays as it was picked whatever is reported later", async () => {
    await leaked(3);
    const id = await draft();
    await leaked(1);
    const { items, preview, toType } = await view(id);
    expect([preview, items.length, toType]).toMatchObject([{ will: 3, already: 0, cannot: [] }, 3, null]);
    expect(new Set(await states())).toEqual(new Set(["received"]));
  });

  test.each([
    ["fewer than expected", { atLeast: 4 }, "it picks 3, fewer than the 4"],
    ["more than expected", { atMost: 2 }, "it picks 3, more than the 2"],
    ["nothing", { pick: { query: "state:closed" } }, "no incident is picked"],
  ])("is refused when it picks %s, and leaves nothing behind", async (_what, more, message) => {
    await leaked(3);
    expect(await failure(draft(more))).toContain(`invalid_request: ${message}`);
    expect(await bulk.list()).toEqual([]);
    expect(await audited("bulk.drafted")).toBe(0);
  });

  test("takes incidents by their ids, fingerprints and token ids, each once, and keeps no text of what it does not know", async () => {
    const [one, two, three] = await leaked(3);
    const rows = await heart.db.query<{ id: string; print: string; token: string }>(
      "select id, encode(fingerprint, 'hex') as print, token_id as token from incidents",
    );
    const of = (token: string) => rows.find((row) => row.token === token)!;
    const given = [of(one!).id, of(one!).id, of(two!).print, three!, "who-is-this"];
    const id = await draft({ pick: { identifiers: given.map((text, index) => ({ text, line: index + 1 })) } });
    const { items, preview } = await view(id);
    expect(items.map(({ incidentId }) => incidentId)).toEqual([of(one!).id, of(two!).id, of(three!).id, null]);
    expect(preview).toMatchObject({ will: 3, already: 0, cannot: [{ why: "no incident is known by this identifier", count: 1 }] });
    const [kept] = await heart.db.query<{ text: string }>("select string_agg(b::text, ' ') as text from bulk_items b");
    expect(kept!.text).not.toContain("who-is-this");
  });
});

describe("a revoke job", () => {
  test("revokes each once, tells no owner, says line by line what became of it, and leaves telling to a job of its own", async () => {
    await leaked(3);
    const id = await draft();
    expect(await bulk.start(id, "", "Grace")).toBe("running");
    await untilDone(id);
    expect((await view(id)).standings).toMatchObject({ under_way: 3, done: 0 });
    await heart.work();
    const after = await view(id);
    expect([after.job.state, after.standings, after.untold]).toEqual(["done", expect.objectContaining({ done: 3, under_way: 0 }), 3]);
    expect([await states(), await mails(), (await bulk.waiting()).untold]).toEqual([["revoked", "revoked", "revoked"], 0, 3]);

    const pass = await bulk.draftNotices(id, "Grace");
    expect((await view(pass)).preview).toMatchObject({ will: 3, already: 0, cannot: [] });
    await bulk.start(pass, "", "Grace");
    await untilDone(pass);
    const told = await heart.db.query<{ template: string; reason: string }>("select template, reason from notices");
    expect(told).toEqual(Array.from({ length: 3 }, () => ({ template: "admin_revoked", reason: "a breach" })));
    expect(await failure(bulk.draftNotices(id, "Grace"))).toContain("nobody of this job is left to be told");
    expect((await bulk.waiting()).untold).toBe(0);
  });

  test("tells owners at once where that was chosen", async () => {
    await leaked(2);
    const id = await draft({ holdsNotices: false });
    await bulk.start(id, "", "Grace");
    await untilDone(id);
    await heart.work();
    expect([await mails(), (await view(id)).untold]).toEqual([2, 0]);
  });

  test("holds back no notice of a later revocation of the same token", async () => {
    await leaked(1);
    const id = await draft();
    await bulk.start(id, "", "Grace");
    await untilDone(id);
    await heart.work();
    const [incident] = await heart.incidents();
    await heart.actions.act(incident!.id, "restore", "a mistake", "admin:Grace");
    await heart.actions.act(incident!.id, "revoke", "no mistake", "admin:Grace");
    await heart.work();
    expect(await heart.db.query("select template from notices")).toEqual([{ template: "admin_revoked" }]);
    expect((await view(id)).untold).toBe(0);
  });

  test("does not do twice what was done meanwhile", async () => {
    await leaked(2);
    const id = await draft();
    const [first] = await heart.incidents();
    await heart.actions.act(first!.id, "revoke", "by hand", "admin:Ada");
    await heart.work();
    expect((await view(id)).preview).toMatchObject({ will: 1, already: 1, cannot: [] });
    await bulk.start(id, "", "Grace");
    await untilDone(id);
    await heart.work();
    expect([(await view(id)).standings, await audited("incident.revoked")]).toEqual([expect.objectContaining({ done: 1, already: 1 }), 2]);
  });

  test("revokes nothing that was never proven: real ids with made-up signatures are no leak", async () => {
    const { id: tokenId, text } = await heart.mint();
    await leaked(1);
    await heart.report([`${text.slice(0, -12)}AAAAAAAAAAAA`]);
    const id = await draft({ pick: { query: "verdict:forged" } });
    expect((await view(id)).preview).toMatchObject({
      will: 0,
      already: 0,
      cannot: [{ why: expect.stringContaining("it is forged"), count: 1 }],
    });
    expect(await failure(bulk.start(id, "", "Grace"))).toContain("it would do nothing");
    expect(await heart.db.query("select 1 from tokens where id = $1 and revoked_at is not null", [tokenId])).toEqual([]);
  });

  test("does every line once, however often a worker dies in the middle of it and another comes too", async () => {
    await leaked(450);
    const id = await draft();
    await bulk.start(id, "450", "Grace");
    await bulk.approve(id, "Ada");
    // Dies after its first piece: its lease is still held, and nothing was put off.
    const { db, log } = heart;
    const lease = randomUUID();
    await claimDue(db, "bulk", 1, 10_000, lease, 5);
    await withLease(db, log, lease, async (batch) => {
      await Promise.all([worker.run(batch), worker.run(batch)]).catch(() => undefined);
      throw new Error("the worker dies");
    });
    expect((await view(id)).standings.under_way).toBeGreaterThanOrEqual(200);
    await db.query("update obligations set due_at = now(), lease = null, leased_until = null, taken = false where kind = 'bulk'");
    await untilDone(id);
    await heart.work();
    expect((await view(id)).standings).toMatchObject({ done: 450, open: 0 });
    expect([await audited("incident.revoke_requested"), await audited("incident.revoked")]).toEqual([450, 450]);
    expect(new Set((await heart.incidents()).map(({ round }) => round)).size).toBe(1);
  });

  test("stops where it is cancelled; what was done stays done", async () => {
    await leaked(210);
    const id = await draft();
    await bulk.start(id, "210", "Grace");
    await bulk.approve(id, "Ada");
    await piece();
    await bulk.cancel(id, "Grace");
    await piece();
    expect((await view(id)).standings).toMatchObject({ under_way: 200, open: 10 });
    expect(await heart.db.query("select 1 from obligations where kind = 'bulk'")).toEqual([]);
    expect(await failure(bulk.retry(id, "Grace"))).toContain("conflict: the bulk job is cancelled");
  });

  test("tries again what failed and nothing else", async () => {
    const [first] = await leaked(3);
    const id = await draft();
    await bulk.start(id, "", "Grace");
    await untilDone(id);
    await heart.db.query("delete from tokens where id = $1", [first]);
    await heart.work();
    expect((await view(id)).standings).toMatchObject({ done: 2, failed: 1 });
    await heart.db.query("update incidents set token_id = (select id::text from tokens limit 1) where token_id = $1", [first]);
    await bulk.retry(id, "Grace");
    await untilDone(id);
    await heart.work();
    expect([(await view(id)).standings, await audited("incident.revoke_requested")]).toEqual([
      expect.objectContaining({ done: 3, failed: 0 }),
      4,
    ]);
    expect(await failure(bulk.retry(id, "Grace"))).toContain("nothing of it failed");
  });
});

describe("starting", () => {
  test("above ten needs the number typed", async () => {
    await leaked(11);
    const id = await draft();
    for (const typed of ["", "10", "all"]) expect(await failure(bulk.start(id, typed, "Grace"))).toContain("type the number of incidents");
    expect(await bulk.start(id, " 11 ", "Grace")).toBe("running");
  });

  test("above the threshold waits for another person, whose name is not the author's in other letters, and is audited", async () => {
    await leaked(21);
    const id = await draft();
    expect(await failure(bulk.approve(id, "Ada"))).toContain("conflict");
    expect(await bulk.start(id, "21", "Grace")).toBe("waiting");
    await piece();
    expect([(await view(id)).standings.open, (await bulk.waiting()).approval]).toEqual([21, 1]);
    for (const author of ["Grace", "grace", "ＧＲＡＣＥ"]) expect(await failure(bulk.approve(id, author)), author).toContain("forbidden");
    await bulk.approve(id, "Ada");
    await untilDone(id);
    expect((await view(id)).job).toMatchObject({ state: "done", author: "Grace", approver: "Ada" });
    expect([await audited("bulk.submitted"), await audited("bulk.approved"), await audited("bulk.ended")]).toEqual([1, 1, 1]);
  });

  test("is its author's alone, and is done once", async () => {
    await leaked(1);
    const id = await draft();
    expect(await failure(bulk.start(id, "", "Ada"))).toContain("forbidden");
    const both = await Promise.all([failure(bulk.start(id, "", "Grace")), failure(bulk.start(id, "", "Grace"))]);
    expect(both.toSorted()).toEqual([expect.stringContaining("conflict: the bulk job is running"), "it was done"]);
  });
});

describe("a job that is looked at before it begins", () => {
  /** A draft of so many more incidents than were leaked. */
  async function drafted(more: number): Promise<string> {
    await leaked(1);
    await heart.db.query(
      `insert into incidents (id, fingerprint, state, verdict, verdict_detail, format, issuer, token_id, token_hint, token_caveats, source, occurrence_count, reported_at)
       select gen_random_uuid(), decode(md5(n::text), 'hex'), 'received', 'genuine', 'exact', format, issuer, 'made-up-' || n, 'hint', '[]', source, 1, now()
       from (select format, issuer, source from incidents limit 1) one, generate_series(1, $1) n`,
      [more],
    );
    return await draft({ act: "close" });
  }
  const closeOne = async (): Promise<unknown> =>
    await heart.db.query("update incidents set state = 'closed' where id = (select id from incidents where state <> 'closed' limit 1)");
  const willOf = async (id: string, anew = false) => (await bulk.view(id, null, 0, 51, anew)).preview?.will;

  test("is judged once a minute when it is large, however often it is looked at, and anew before anything is done", async () => {
    const id = await drafted(1_200);
    expect(await willOf(id)).toBe(1_201);
    await closeOne();
    expect(await willOf(id)).toBe(1_201);
    await expect(bulk.start(id, "1201", "Grace")).rejects.toThrow("it is about to confirm: 1200");
    expect([await willOf(id, true), await willOf(id)]).toEqual([1_200, 1_200]);
    await closeOne();
    await heart.db.query("update bulk_jobs set previewed_at = previewed_at - interval '61 seconds'");
    expect(await willOf(id)).toBe(1_199);
  });

  test("is judged whenever it is looked at when it is small", async () => {
    const id = await drafted(20);
    expect(await willOf(id)).toBe(21);
    await closeOne();
    expect(await willOf(id)).toBe(20);
  });
});
