import { expect, it } from "vitest";
import { type TestRedis, testRedis } from "../helpers/redis.ts";
import { describeWith } from "../helpers/skip.ts";
import { REDIS_FAULTS } from "./faults.ts";
import { runFaults } from "./run.ts";

// The short pass plays one seed on each engine, with Redis only what concerns it; `npm run faults` plays more of them, for longer.
const ROUNDS = Number(process.env["FAULT_ROUNDS"] ?? 1);
const LONG = ROUNDS > 1;
const FIRST_SEED = Number(process.env["FAULT_SEED"] ?? (LONG ? Date.now() % 1_000_000 : 1));
const SEEDS = Array.from({ length: ROUNDS }, (_, round) => FIRST_SEED + round);
const PACE = LONG ? { faultMs: 8_000, everyMs: 100 } : { faultMs: 2_000, everyMs: 250 };

// What the queue has a part in; the rest was played without Redis.
const WITH_REDIS = [...Object.keys(REDIS_FAULTS), "workers are killed, again and again", "a rolling restart", "PostgreSQL crashes"];

const found = await testRedis();
const engines = [
  { engine: "PostgreSQL alone", resource: { redis: null } },
  {
    engine: "PostgreSQL and Redis",
    resource:
      "own" in found
        ? found.own
          ? { redis: found }
          : { missing: "the Redis that answers is not ours to kill: install redis-server" }
        : found,
  },
] as const;

for (const { engine, resource } of engines) {
  describeWith<{ redis: TestRedis | null }>(resource, `on ${engine}`, ({ redis }) => {
    it.each(SEEDS)(
      "whatever fails: nothing accepted is lost, nothing is revoked but what leaked, every owner is told (seed %i)",
      {
        timeout: LONG ? 1_200_000 : 600_000,
      },
      async (seed) => {
        const { faults, line } = await runFaults({
          seed,
          redis,
          ...(redis !== null && !LONG && { faults: WITH_REDIS }),
          ...PACE,
          log: LONG ? say : undefined,
        });
        say(`${engine}, seed ${seed}: ${line}`);
        expect(faults).toEqual([]);
      },
    );
  });
}

function say(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
