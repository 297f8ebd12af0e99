import { beforeEach, describe, expect, test } from "vitest";
import { Casework, endAcceptedRisks } from "../../../src/incidents/casework/casework.ts";
import { incidentDetail } from "../../../src/incidents/queries/views.ts";
import type { AppError } from "../../../src/kernel/errors.ts";
import { testHeart } from "../../helpers/heart.ts";

const ASK = {
  name: "ask",
  format: "*",
  source: "*",
  acts: { genuine: "ask", attenuated: "ask", expired_copy: "ignore", unverified: "ignore", forged: "ignore", unknown: "ignore" },
  lateLabel: null,
  dryRun: false,
  restoreHours: null,
  suspendHours: null,
} as const;

const NOW = new Date();
const TOMORROW = new Date(NOW.getTime() + 86_400_000);

let heart: Awaited<ReturnType<typeof testHeart>>;
let casework: Casework;
let token: string;
let id: string;
beforeEach(async () => {
  heart = await testHeart({ policy: { policies: [ASK] } });
  casework = new Casework({ db: heart.db, settings: heart.settings });
  token = (await heart.mint()).text;
  await heart.report([token]);
  id = (await heart.incidents())[0]!.id;
});

const detail = async () => (await incidentDetail(heart.db, id))!;
const refusal = async (work: Promise<unknown>): Promise<string> =>
  await work.then(
    () => "it was done",
    (error: unknown) => `${(error as AppError).code}: ${(error as AppError).message}`,
  );

test("whose an incident is, and what is said of it, stands on its timeline under the name of who said it", async () => {
  await casework.assign(id, "Ada", "Grace");
  await casework.assign(id, "Ada", "Grace");
  await casework.comment(id, "looks like a fixture", "Ada");
  const { assigned_to: whose, timeline } = await detail();
  expect(whose).toBe("Ada");
  expect(timeline.slice(-2).map(({ action, actor, detail: said }) => [action, actor, said])).toEqual([
    ["incident.assigned", "admin:Grace", { to: "Ada", from: null }],
    ["incident.commented", "admin:Ada", { text: "looks like a fixture" }],
  ]);
});

test("an incident is closed as something, and is that no more once it is open again", async () => {
  await heart.actions.act(id, "close", "made for a test", "admin:Grace", "test_credential");
  expect(await detail()).toMatchObject({ state: "closed", closed_as: "test_credential" });
  await heart.actions.act(id, "reopen", "it was not", "admin:Grace");
  expect(await detail()).toMatchObject({ state: "needs_attention", closed_as: null });
});

describe("a risk", () => {
  const asked = (): Promise<void> => casework.askToAccept(id, TOMORROW, "needed until the release", "Grace", NOW);

  test("is accepted by another person than who asks, and until then waits", async () => {
    await asked();
    expect(await detail()).toMatchObject({
      state: "needs_attention",
      attention_reason: expect.stringMatching(/^Grace asks to accept the risk until \d{4}-\d\d-\d\d: needed until the release$/u),
    });
    for (const same of ["Grace", "GRACE"]) expect(await refusal(casework.answerRisk(id, true, same))).toContain("forbidden");
    await casework.answerRisk(id, true, "Ada");
    expect(await detail()).toMatchObject({ state: "closed", closed_as: "accepted_risk", risk_until: TOMORROW, attention_reason: null });
    expect(await refusal(casework.answerRisk(id, true, "Eve"))).toContain("conflict");
  });

  test("that is not accepted, or that something else was done about, is not accepted later", async () => {
    await asked();
    await casework.answerRisk(id, false, "Ada");
    expect(await detail()).toMatchObject({
      state: "needs_attention",
      risk_asked_by: null,
      attention_reason: "Ada does not accept the risk that Grace asked to accept",
    });
    await asked();
    await heart.actions.act(id, "revoke", "no", "admin:Eve");
    expect(await refusal(casework.answerRisk(id, true, "Ada"))).toContain("nobody asks to accept the risk any more");
  });

  test.each([
    ["in the past", new Date(NOW.getTime() - 1)],
    ["beyond a year", new Date(NOW.getTime() + 367 * 86_400_000)],
    ["on no day", new Date(Number.NaN)],
  ])("that ends %s is refused", async (_when, until) => {
    expect(await refusal(casework.askToAccept(id, until, "x", "Grace", NOW))).toContain("invalid_request");
  });

  test("of a token that is dead is none", async () => {
    await heart.actions.act(id, "revoke", "no", "admin:Eve");
    await heart.work();
    expect(await refusal(asked())).toContain("conflict: the token is dead");
  });

  test("stays accepted when the token is reported again, until its time is over and it waits for a person anew", async () => {
    await asked();
    await casework.answerRisk(id, true, "Ada");
    await heart.report([{ token, url: "https://github.com/o/r/blob/y" }]);
    await endAcceptedRisks(heart.db);
    expect(await detail()).toMatchObject({ state: "closed", occurrence_count: 2 });
    await heart.db.query("update incidents set risk_until = now()");
    await endAcceptedRisks(heart.db);
    expect(await detail()).toMatchObject({
      state: "needs_attention",
      closed_as: null,
      attention_reason: "the time for which its risk was accepted is over",
    });
    await heart.report([{ token, url: "https://github.com/o/r/blob/z" }]);
    expect((await heart.incidents())[0]).toMatchObject({ state: "needs_attention" });
  });
});
