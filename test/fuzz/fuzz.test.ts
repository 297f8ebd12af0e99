import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, test } from "vitest";
import { Coverage, fewest, type Reaching } from "./coverage.ts";
import { edited } from "./edits.ts";
import { allTargets, type Target } from "./targets.ts";

// The short pass plays the corpus and a few hundred cases; `npm run fuzz` goes on for as long as it is told, with chance of its own:
// it makes its cases of those that went somewhere new, and keeps as few as reach all that was reached.
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? 0);
const LONG = SECONDS > 0;
const SHORT_RUNS = 300;
// Made of what was found lately, in rounds, from cases that stay small enough to be read.
const RECENT = 200;
const SAMPLE = 50;
const MAX_BYTES = 20_000;
const CORPUS = fileURLToPath(new URL("corpus/", import.meta.url));

const targets = await allTargets();
const budgetMs = (SECONDS * 1_000) / targets.length;

describe.each(targets)("$name", (target) => {
  const folder = `${CORPUS}${target.name.replace(/[^a-z0-9]+/gu, "-")}/`;

  test.each(casesIn(folder))("the case %s that went somewhere new once is read or refused", async (file) => {
    await play(target, readFileSync(folder + file));
  });

  test("whatever stands there is read, or refused as documented", { timeout: budgetMs * 2 + 60_000 }, async () => {
    if (LONG) {
      await explore(target, folder);
      return;
    }
    const property = fc.asyncProperty(edited(target.seeds), async (bytes) => {
      await play(target, bytes);
    });
    await fc.assert(property, { numRuns: SHORT_RUNS, seed: 1 });
  });
});

/** Plays for as long as there is time; what went somewhere new is what the next cases are made of. */
async function explore(target: Target, folder: string): Promise<void> {
  const known = casesIn(folder).map((file) => readFileSync(folder + file));
  const coverage = await Coverage.start();
  const found: Reaching[] = [];
  const seen = new Set<string>();
  const tryOut = async (bytes: Buffer): Promise<void> => {
    await play(target, bytes).catch((error: unknown) => {
      keep(folder, bytes);
      throw error;
    });
    const blocks = await coverage.take();
    if ([...blocks].every((block) => seen.has(block))) return;
    for (const block of blocks) seen.add(block);
    found.push({ bytes, blocks });
  };
  await coverage.take();
  for (const bytes of [...target.seeds, ...known]) await tryOut(bytes);
  const begun = found.length;
  let played = 0;
  for (const end = performance.now() + budgetMs; performance.now() < end; ) {
    for (const bytes of fc.sample(edited(found.slice(-RECENT).map((one) => one.bytes)), SAMPLE)) {
      if (bytes.length <= MAX_BYTES) await tryOut(bytes);
      played += 1;
    }
  }
  coverage.stop();
  const kept = fewest(found).filter(({ bytes }) => !target.seeds.includes(bytes));
  rmSync(folder, { recursive: true, force: true });
  for (const { bytes } of kept) keep(folder, bytes);
  process.stdout.write(`  ${target.name}: ${played} cases, ${found.length - begun} went somewhere new; ${kept.length} are kept\n`);
}

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

function keep(folder: string, bytes: Buffer): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${bytes.length}-${createHash("sha256").update(bytes).digest("hex").slice(0, 8)}`, bytes);
}
