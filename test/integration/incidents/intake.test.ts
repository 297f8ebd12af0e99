import { describe, expect, it } from "vitest";
import { verifyTrail } from "../../../src/audit/trail.ts";
import { testHeart } from "../../helpers/heart.ts";
import { attenuate, withBadSignature } from "../../helpers/macaroons.ts";

describe("intake", () => {
  it("commits delivery, incident, occurrence, obligation and audit together and labels the token", async () => {
    const heart = await testHeart();
    const { id, text } = await heart.mint();
    expect(await heart.report([text])).toEqual({ labels: ["true_positive"], repeated: false, undecided: null });
    expect(await heart.incidents()).toMatchObject([
      { state: "revoking", verdict: "genuine", detail: "exact", tokenId: id, count: 1, round: 1 },
    ]);
    expect(await heart.count("obligations")).toBe(1);
    expect(heart.woken).toEqual(["revoke"]);
    expect(await verifyTrail(heart.db)).toMatchObject({ blocks: 1, faults: [] });
  });

  it("answers a repeated delivery with the labels of the first time and does nothing", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint();
    const first = await heart.report([text, "nonsense", withBadSignature(text)]);
    const again = await heart.report([text, "nonsense", withBadSignature(text)]);
    expect(first.labels).toEqual(["true_positive", null, "false_positive"]);
    expect(again).toEqual({ labels: first.labels, repeated: true, undecided: null });
    expect(await heart.count("deliveries")).toBe(1);
    expect(await heart.count("audit_blocks")).toBe(1);
  });

  it("accepts the same delivery sent twenty times at once exactly once", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint();
    const answers = await Promise.all(Array.from({ length: 20 }, () => heart.report([text])));
    expect(answers.every(({ labels }) => labels[0] === "true_positive")).toBe(true);
    expect(await heart.count("deliveries")).toBe(1);
    expect(await heart.incidents()).toMatchObject([{ count: 1, round: 1 }]);
    expect(await heart.count("obligations")).toBe(1);
  });

  it("a forged macaroon with a real identifier revokes nothing and gets an incident of its own", async () => {
    const heart = await testHeart();
    const { id, text } = await heart.mint();
    expect((await heart.report([withBadSignature(text)])).labels).toEqual(["false_positive"]);
    await heart.work();
    expect(await heart.incidents()).toMatchObject([{ state: "dismissed", verdict: "forged", tokenId: id }]);
    expect(await heart.report([text])).toMatchObject({ labels: ["true_positive"] });
    expect(await heart.count("incidents")).toBe(2);
  });

  it("a token that nobody knows is dismissed without an obligation", async () => {
    const heart = await testHeart();
    const elsewhere = await testHeart();
    const { text } = await elsewhere.mint();
    expect((await heart.report([text])).labels).toEqual(["false_positive"]);
    expect(await heart.incidents()).toMatchObject([{ state: "dismissed", verdict: "unknown", tokenId: null }]);
    expect(await heart.count("obligations")).toBe(0);
  });

  it("the exact token and attenuated copies of it are one incident with one occurrence per place", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint();
    const copy = attenuate(text, '[1,["a"]]');
    await heart.report([
      { token: text, url: "https://github.com/1" },
      { token: copy, url: "https://github.com/2" },
      { token: copy, url: "https://github.com/2" },
    ]);
    await heart.report([{ token: attenuate(text, '[1,["b"]]'), url: "https://github.com/3" }]);
    expect(await heart.incidents()).toMatchObject([{ state: "revoking", count: 3 }]);
  });

  it("an expired copy kills nothing and tells its owner once; a live copy that follows kills the root", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint();
    const dead = attenuate(text, "[0,1,0]");
    expect((await heart.report([dead])).labels).toEqual(["true_positive"]);
    expect((await heart.report([{ token: dead, url: "https://github.com/elsewhere" }])).labels).toEqual(["true_positive"]);
    expect(await heart.incidents()).toMatchObject([{ state: "dismissed", verdict: "inactive", detail: "expired_copy", count: 2 }]);
    expect(await heart.db.query("select template from notices")).toEqual([{ template: "harmless_copy" }]);
    await heart.report([text]);
    expect(await heart.incidents()).toMatchObject([{ state: "revoking", verdict: "genuine", detail: "exact", round: 1 }]);
  });

  it("a token that expired is inactive", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint({ expiresAt: new Date(Date.now() - 1_000) });
    await heart.report([text]);
    expect(await heart.incidents()).toMatchObject([{ state: "dismissed", verdict: "inactive", detail: "expired" }]);
  });

  it("a record that PostgreSQL would choke on never spoils its neighbours", async () => {
    const heart = await testHeart();
    const { text } = await heart.mint();
    const poison = { token: `${text.slice(0, -1)}\u0000`, type: "\ud800", url: `https://github.com/${"x".repeat(1_900)}`, place: "p" };
    const { labels } = await heart.report([poison, text]);
    expect(labels[1]).toBe("true_positive");
  });

  it("overlapping batches in different orders neither deadlock nor double anything", async () => {
    const heart = await testHeart();
    const tokens = await Promise.all(Array.from({ length: 40 }, () => heart.mint()));
    const texts = tokens.map(({ text }) => text);
    const shuffles = Array.from({ length: 12 }, (_, turn) => texts.toSorted((a, b) => hash(a, turn) - hash(b, turn)));
    await Promise.all(shuffles.map((shuffled) => heart.report(shuffled)));
    const incidents = await heart.incidents();
    expect(incidents).toHaveLength(40);
    expect(new Set(incidents.map(({ round }) => round))).toEqual(new Set([1]));
    expect(await heart.count("obligations")).toBe(40);
    expect((await verifyTrail(heart.db)).faults).toEqual([]);
  });
});

describe("where a token was seen", () => {
  it("is kept without any token, whoever's it is and however it is written", async () => {
    const heart = await testHeart();
    const [own, other] = [await heart.mint(), await heart.mint()];
    const body = (text: string): string => text.slice("tokenward-".length);
    const urls = [
      `https://github.com/o/r?mine=${own.text}`,
      `https://github.com/o/r?theirs=${other.text}&x=1`,
      `https://github.com/o/r/${own.text}/${attenuate(own.text, "[1, 5, 9]")}`,
      `https://github.com/o/r/${other.text.slice(0, -3)}`,
      `https://github.com/o/r/tokenward%2D${body(other.text)}`,
    ];
    for (const url of urls) await heart.report([{ token: own.text, url, place: `file ${other.text}`, type: other.text }]);
    const kept = JSON.stringify(await heart.db.query("select url, place, reported_type from occurrences"));
    for (const { text } of [own, other]) expect(kept).not.toContain(body(text).slice(30, -10));
    expect(kept).toContain("https://github.com/o/r?theirs=tokenward-");
    expect(await heart.count("occurrences")).toBe(urls.length);
  });
});

it("a delivery of several pieces is committed whole, with its labels in order", async () => {
  const heart = await testHeart();
  const { text } = await heart.mint();
  const tokens = Array.from({ length: 4_500 }, (_, n) => (n % 1_500 === 1_499 ? attenuate(text, `[1, ${n}, ${n + 1}]`) : `nothing ${n}`));
  const { labels } = await heart.report([...tokens, text]);
  expect(labels.flatMap((label, n) => (label === null ? [] : [n]))).toEqual([1_499, 2_999, 4_499, 4_500]);
  expect(labels.at(-1)).toBe("true_positive");
  expect(await heart.incidents()).toMatchObject([{ state: "revoking", round: 1 }]);
  expect(await heart.count("obligations")).toBe(1);
  expect(await heart.report([...tokens, text])).toEqual({ labels, repeated: true, undecided: null });
  expect((await verifyTrail(heart.db)).faults).toEqual([]);
});

function hash(text: string, turn: number): number {
  return text.charCodeAt(60 + (turn % 20)) * 31 + text.charCodeAt(90 + turn);
}
