import { PassThrough } from "node:stream";
import type { GitChild, Runner } from "./git.ts";
import type { Revisions } from "./revisions.ts";

// Contents first, then what people wrote about them: messages hold tokens too. Those are had without looking into trees.
const LISTINGS = [
  ["content", "object:type=blob"],
  ["commit and tag", "tree:0"],
] as const;

// git takes the same objects apart again for every list of them: four lists of 12,000 objects took a third longer than one.
const [FEWEST, MOST] = [1_024, 16_384];

export interface Listed {
  /** Names of objects. */
  readonly ids: readonly string[];
  /** Names of objects that the repository should have and has not. */
  readonly missing: readonly string[];
  /** Why git stopped half-way, where it did. */
  readonly complaint: string | null;
}

export interface Listing {
  /** Once. @param gits so many read what is listed at the same time: they get as much each */
  lists(gits: number): AsyncGenerator<Listed>;
  readonly stop: () => void;
}

/**
 * Every object of a history that holds text of people, once, in git's own order: near each other in the pack
 * where they are near each other in the list, so that git takes few of them apart twice.
 * A history that git cannot read to its end is listed as far as it goes. git begins at once.
 */
export function startListing(repository: Runner, { args, stdin }: Revisions): Listing {
  const listings = LISTINGS.map(([type, filter]) => {
    const chosen = ["--objects", `--filter=${filter}`, "--filter-provided-objects", "--no-object-names"];
    const child = repository.run(["rev-list", ...chosen, "--missing=print", ...args]);
    child.stdin.end(stdin);
    // Node.js throws away what a child that is over has said, unless somebody takes it.
    return { type, child, output: child.stdout.pipe(new PassThrough({ encoding: "latin1" })) };
  });
  const stop = (): void => {
    for (const { child } of listings) child.kill();
  };
  return { lists: (gits) => listsOf(listings, gits), stop };
}

interface Started {
  readonly type: string;
  readonly child: GitChild;
  readonly output: AsyncIterable<string>;
}

async function* listsOf(started: readonly Started[], gits: number): AsyncGenerator<Listed> {
  let ids: string[] = [];
  for (const { child, output, type } of started) {
    for await (const { listed, missing } of namesIn(output)) {
      if (missing.length > 0) yield { ids: [], missing, complaint: null };
      ids.push(...listed);
      if (ids.length < MOST * gits) continue;
      yield* shares(ids, gits);
      ids = [];
    }
    const { ok, complaint } = await child.ended;
    if (!ok) yield { ids: [], missing: [], complaint: `git could not list every ${type}: ${complaint}` };
  }
  yield* shares(ids, gits);
}

function* shares(ids: readonly string[], gits: number): Generator<Listed> {
  const share = Math.max(FEWEST, Math.ceil(ids.length / gits));
  for (let from = 0; from < ids.length; from += share) yield { ids: ids.slice(from, from + share), missing: [], complaint: null };
}

async function* namesIn(output: AsyncIterable<string>): AsyncGenerator<{ readonly listed: string[]; readonly missing: string[] }> {
  let rest = "";
  for await (const chunk of output) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    const missing = lines.filter((line) => line.startsWith("?"));
    const listed = missing.length === 0 ? lines : lines.filter((line) => !line.startsWith("?"));
    yield { listed, missing: missing.map((line) => line.slice(1)) };
  }
}
