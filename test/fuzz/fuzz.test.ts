import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, test } from "vitest";
import { edited } from "./edits.ts";
import { allTargets, type Target } from "./targets.ts";

// The short pass plays the corpus and a few hundred cases; `npm run fuzz` goes on for as long as it is told, with chance of its own.
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? 0);
const LONG = SECONDS > 0;
const SHORT_RUNS = 300;
const CORPUS = fileURLToPath(new URL("corpus/", import.meta.url));

const targets = await allTargets();
const budgetMs = (SECONDS * 1_000) / targets.length;

describe.each(targets)("$name", (target) => {
  const folder = `${CORPUS}${target.name.replace(/[^a-z0-9]+/gu, "-")}/`;

  test.each(casesIn(folder))("the case %s that was hard once is read or refused", async (file) => {
    await play(target, readFileSync(folder + file));
  });

  test("whatever stands there is read, or refused as documented", { timeout: budgetMs * 2 + 60_000 }, async () => {
    let [played, slowest, hardest] = [0, 0, 0];
    const property = fc.asyncProperty(edited(target.seeds), async (bytes) => {
      const began = performance.now();
      await play(target, bytes).catch((error: unknown) => {
        if (LONG) keep(folder, bytes);
        throw error;
      });
      const ms = performance.now() - began;
      played += 1;
      if (ms > slowest) [slowest, hardest] = [ms, bytes.length];
    });
    await fc.assert(
      property,
      LONG ? { numRuns: Number.MAX_SAFE_INTEGER, plugins: [fc.interruptAfterTimeLimit(budgetMs)] } : { numRuns: SHORT_RUNS, seed: 1 },
    );
    if (LONG) process.stdout.write(`  ${target.name}: ${played} cases, the slowest ${slowest.toFixed(1)} ms (${hardest} bytes)\n`);
  });
});

async function play(target: Target, bytes: Buffer): Promise<void> {
  try {
    await target.read(bytes);
  } catch (error) {
    if (target.refuses?.(error) !== true) throw error;
  }
}

function casesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** While it shrinks, every case that fails is kept; the smallest of them is worth keeping for good. */
function keep(folder: string, bytes: Buffer): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${bytes.length}-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}`, bytes);
}
