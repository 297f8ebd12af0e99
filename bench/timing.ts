import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { mintMacaroon, tokenText } from "../src/formats/macaroon/mint.ts";
import { post } from "../src/simulate/post.ts";
import { ADMIN_TOKEN, type Stage } from "./stage.ts";
import type { Row } from "./table.ts";

const EACH = 500;
const KINDS = ["genuine", "forged", "unknown", "no token"] as const;
type Kind = (typeof KINDS)[number];

/**
 * Whether the time of an answer tells what was handed in: the largest Kolmogorov-Smirnov distance between any two kinds of
 * tokens, all asked about in random order, beside what chance alone exceeds once in a thousand times. The control says aloud
 * what it knows, so that its time may, and shows that the measure would find it.
 */
export async function benchTiming(stage: Stage): Promise<Row[]> {
  const origin = new URL(stage.hook).origin;
  const limit = 1.95 * Math.sqrt(2 / EACH);
  const beside = { what: "chance alone, 1 in 1,000", value: limit };
  const revoke = await largestDistance(stage, `${origin}/revoke`);
  const introspect = await largestDistance(stage, `${origin}/introspect`);
  return [
    { what: "POST /revoke: how far its times tell tokens apart", value: revoke, unit: "(KS)", beside, aim: "≤ 1 ×" },
    { what: "POST /introspect, as a control", value: introspect, unit: "(KS)", beside },
  ];
}

async function largestDistance(stage: Stage, url: string): Promise<number> {
  const samples = await samplesOf(stage);
  const times = new Map<Kind, number[]>(KINDS.map((kind) => [kind, []]));
  const headers = { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/x-www-form-urlencoded" };
  for (const { kind, token } of shuffled(samples)) {
    const { ms } = await post(url, Buffer.from(new URLSearchParams({ token }).toString()), headers, 10_000);
    times.get(kind)!.push(ms);
  }
  const pairs = KINDS.flatMap((a, index) => KINDS.slice(index + 1).map((b) => distance(times.get(a)!, times.get(b)!)));
  return Math.max(...pairs);
}

interface Sample {
  readonly kind: Kind;
  readonly token: string;
}

/** All of one length. */
async function samplesOf(stage: Stage): Promise<Sample[]> {
  const minted = (await stage.mint(2 * EACH)).map(({ token }) => token);
  const genuine = minted.slice(0, EACH);
  return [
    ...genuine.map((token): Sample => ({ kind: "genuine", token })),
    ...minted.slice(EACH).map((token): Sample => ({ kind: "forged", token: token.slice(0, -8) + "A".repeat(8) })),
    ...genuine.map((token): Sample => ({ kind: "unknown", token: stranger(token) })),
    ...genuine.map((token): Sample => ({ kind: "no token", token: text(token.length) })),
  ];
}

/** A token of nobody, as long as this one. */
function stranger(like: string): string {
  const owner = randomUUID();
  const caveats = [Buffer.from(`[3,"${owner}"]`)];
  const token = tokenText(
    "tokenward-",
    mintMacaroon({ rootKey: randomBytes(32), location: "bench.test", identifier: randomUUID(), caveats }),
  );
  return token.length === like.length ? token : token.slice(0, like.length);
}

function text(length: number): string {
  return randomBytes(length).toString("base64url").slice(0, length);
}

function shuffled<T>(all: readonly T[]): T[] {
  const list = [...all];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [list[last], list[other]] = [list[other]!, list[last]!];
  }
  return list;
}

/** Kolmogorov-Smirnov: how far apart the two distributions are at most, from 0 to 1. */
function distance(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [one, other].map((values) => values.toSorted((x, y) => x - y));
  let [i, j, largest] = [0, 0, 0];
  while (i < a!.length && j < b!.length) {
    if (a![i]! <= b![j]!) i += 1;
    else j += 1;
    largest = Math.max(largest, Math.abs(i / a!.length - j / b!.length));
  }
  return largest;
}
