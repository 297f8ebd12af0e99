import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Issuer } from "../../src/issuers/issuer.ts";
import { loadIssuerKinds } from "../../src/issuers/registry.ts";
import { knownBy } from "../helpers/issuers.ts";
import { blindJsonFarSide, commandFarSide, githubFarSide, jsonFarSide, oauthFarSide } from "./issuers/api.ts";
import { builtinFarSide } from "./issuers/builtin.ts";
import { type FarSide, isGenuine, type Minted, requestOf, TROUBLES, type Trouble } from "./issuers/far-side.ts";
import { sqlFarSide } from "./issuers/sql.ts";

// A new file in the folder fails the first test until its kind has a far side here.
const FAR_SIDES: Readonly<Record<string, () => Promise<FarSide>>> = {
  builtin: builtinFarSide,
  command: commandFarSide,
  github: githubFarSide,
  "http: OAuth": oauthFarSide,
  "http: our contract": jsonFarSide,
  "http: our contract without lookups": blindJsonFarSide,
  sql: sqlFarSide,
};

/** Time-outs of these issuers are two seconds at most; nobody may wait much longer for them. */
const PATIENCE_MS = 20_000;

const EXPECTED: Readonly<Record<Trouble, readonly string[]>> = {
  down: ["retry_later"],
  silent: ["retry_later"],
  refusing: ["refused", "action_needed"],
  lying: ["retry_later", "action_needed"],
  forgotten: ["retry_later"],
};

test("every kind of issuer has its far side here", async () => {
  const kinds = Object.keys(FAR_SIDES).map((name) => name.split(":")[0]!);
  expect([...new Set(kinds)].toSorted()).toEqual(["builtin", ...(await loadIssuerKinds()).keys()].toSorted());
});

describe.each(Object.keys(FAR_SIDES))("%s", (kind) => {
  let far: FarSide;
  const outcomes = (issuer: Issuer, tokens: readonly Minted[]) =>
    far.revoke(
      issuer,
      tokens.map((token) => requestOf(issuer, token)),
    );
  const revoke = async (...tokens: readonly Minted[]) => (await outcomes(far.issuer, tokens)).map((outcome) => outcome.kind);

  beforeAll(async () => {
    far = await FAR_SIDES[kind]!();
  });
  afterEach(() => far.heal());

  test("knows its own tokens, not a stranger's, and answers in the order it was asked; a forgery proves nothing", async () => {
    const [first, second] = [await far.mint(), await far.mint()];
    const asked = [far.stranger().candidate, first.candidate, far.forgery(first), second.candidate, first.candidate];
    expect(await far.issuer.lookup([])).toEqual([]);
    if (far.sight === "blind") {
      expect(await far.issuer.lookup(asked)).toEqual(asked.map(() => "cannot_tell"));
      return;
    }
    const known = await knownBy(far.issuer, asked);
    const genuine = await Promise.all(asked.map((candidate, index) => isGenuine(far.format, candidate, known[index])));
    expect(genuine).toEqual([false, true, false, true, true]);
    expect([1, 3, 4].map((index) => known[index]?.id)).toEqual([first.id, second.id, first.id]);
    expect(known[1]?.owner).toMatchObject({ email: "ada@example.com" });
  });

  test("what it says is revoked is dead at once, and its neighbours live", async () => {
    const [leaked, neighbour] = [await far.mint(), await far.mint()];
    expect(await revoke(leaked)).toEqual([far.answers.first]);
    expect([await far.isAlive(leaked), await far.isAlive(neighbour)]).toEqual([false, true]);
    if (far.sight === "blind") return;
    const [again] = await knownBy(far.issuer, [leaked.candidate]);
    expect(again?.revokedAt).not.toBeNull();
  });

  test("revoking twice is revoking once", async () => {
    const token = await far.mint();
    await revoke(token);
    expect(await revoke(token)).toEqual([far.answers.again]);
    expect(await far.deaths(token)).toBe(1);
  });

  test("revoking ten times at once is revoking once", async () => {
    const token = await far.mint();
    const answers = await Promise.all(Array.from({ length: 10 }, () => revoke(token)));
    expect(Object.values(far.answers)).toEqual(expect.arrayContaining([...new Set(answers.flat())]));
    expect([await far.isAlive(token), await far.deaths(token)]).toEqual([false, 1]);
  });

  test("overlapping batches at once kill every token once", async () => {
    const tokens = await Promise.all(Array.from({ length: 20 }, () => far.mint()));
    const batches = [tokens, tokens.toReversed(), tokens.slice(5), tokens.slice(0, 15)];
    const answers = await Promise.all(batches.map((batch) => revoke(...batch)));
    expect(answers.map((batch) => batch.length)).toEqual([20, 20, 15, 15]);
    expect(Object.values(far.answers)).toEqual(expect.arrayContaining([...new Set(answers.flat())]));
    expect(await Promise.all(tokens.map((token) => far.deaths(token)))).toEqual(tokens.map(() => 1));
  });

  test("never claims to have revoked what it never issued, and revokes what stands beside it", async () => {
    const token = await far.mint();
    const [stranger, mine] = await revoke(far.stranger(), token);
    expect(["unknown", "already", "refused", "accepted"]).toContain(stranger);
    expect([mine, await far.isAlive(token)]).toEqual([far.answers.first, false]);
  });

  // What lies in our own database has no trouble but ours.
  if (kind === "builtin") return;

  test("can be checked without changing anything", async () => {
    const token = await far.mint();
    if (far.issuer.where === "elsewhere") await far.issuer.check();
    expect(await far.isAlive(token)).toBe(true);
  });

  describe("in trouble", () => {
    test.each(TROUBLES)("%s: nothing is claimed, nothing waits for long, and no outcome shows a token", async (trouble) => {
      const tokens = await Promise.all([far.mint(), far.mint()]);
      const troubled = await far.troubled!(trouble);
      const start = performance.now();
      const answers = await outcomes(troubled, tokens);
      expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
      expect(answers).toHaveLength(2);
      for (const answer of answers) expect(EXPECTED[trouble]).toContain(answer.kind);
      for (const { candidate } of tokens) expect(JSON.stringify(answers)).not.toContain(candidate.text.reveal("look for it").slice(-20));

      far.heal();
      const expected = trouble === "forgotten" ? far.answers.again : far.answers.first;
      expect(await revoke(...tokens)).toEqual([expected, expected]);
      expect(await Promise.all(tokens.map((token) => far.deaths(token)))).toEqual([1, 1]);
    });

    test.each(["down", "silent"] as const)("%s: it cannot be looked up now, and that is all that is said", async (trouble) => {
      const { candidate } = await far.mint();
      if (far.sight === "blind") return;
      const troubled = await far.troubled!(trouble);
      await expect(troubled.lookup([candidate])).rejects.toMatchObject({ name: "AppError", code: "unavailable" });
    });
  });
});
