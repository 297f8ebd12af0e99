import { setTimeout as delay } from "node:timers/promises";
import { MALFORMED } from "./malformed.ts";
import { type PostAnswer, post } from "./post.ts";
import type { FakeLeak, FakeVendor, Outgoing } from "./vendors/vendor.ts";

/** What a vendor is made to do. */
export interface Script {
  /** Origin of the service. */
  readonly service: string;
  readonly leaks: readonly FakeLeak[];
  readonly count: number;
  /** Deliveries a second, answered or not; null: each when the one before was answered. */
  readonly rate: number | null;
  /** A new key, or the next secret, after so many deliveries; null: never. */
  readonly rotateEvery: number | null;
  /** How often each delivery comes again, byte by byte the same. */
  readonly duplicates: number;
  /** From signing to sending. */
  readonly delayMs: number;
  /** Broken bodies, genuinely signed, in place of documents. */
  readonly malformed: boolean;
  readonly timeoutMs: number;
}

/** What became of it. */
export interface Performance {
  readonly answers: readonly PostAnswer[];
  /** Why deliveries got no answer. */
  readonly failures: readonly unknown[];
}

/** A service that stopped answering should not make us hold more than this. */
const MAX_IN_FLIGHT = 1_000;

/** Signs and sends what the script says. `stop` ends it early: what is on its way is still waited for. */
export async function perform(vendor: FakeVendor, script: Script, stop?: AbortSignal): Promise<Performance> {
  const answers: PostAnswer[] = [];
  const failures: unknown[] = [];
  const inFlight = new Set<Promise<void>>();
  const start = performance.now();
  for (let number = 0; number < script.count && stop?.aborted !== true; number += 1) {
    if (script.rotateEvery !== null && number > 0 && number % script.rotateEvery === 0) vendor.rotate();
    if (script.rate !== null) await delay(Math.max(0, start + (number * 1_000) / script.rate - performance.now()));
    const sending = send(outgoing(vendor, script, number), script, (outcome) => {
      if (outcome.status === "fulfilled") answers.push(outcome.value);
      else failures.push(outcome.reason);
    }).finally(() => inFlight.delete(sending));
    inFlight.add(sending);
    if (script.rate === null) await sending;
    else if (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  return { answers, failures };
}

function outgoing(vendor: FakeVendor, { leaks, malformed }: Script, number: number): Outgoing {
  if (malformed) return vendor.wrap(MALFORMED[number % MALFORMED.length]!);
  // Each is a delivery of its own: the same bytes again would be a repetition.
  return vendor.deliver(number === 0 ? leaks : leaks.map(({ token, url }) => ({ token, url: `${url}#${number}` })));
}

type Outcome = PromiseSettledResult<PostAnswer>;

async function send(
  { body, headers, path }: Outgoing,
  { delayMs, duplicates, service, timeoutMs }: Script,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  if (delayMs > 0) await delay(delayMs);
  const all = Array.from({ length: duplicates + 1 }, async () => await post(service + path, body, headers, timeoutMs));
  for (const outcome of await Promise.allSettled(all)) onOutcome(outcome);
}
