import { PassThrough } from "node:stream";
import type { Runner } from "./git.ts";
import type { Revisions } from "./revisions.ts";

// Contents first, then what people wrote about them: messages hold tokens too. Those are had without looking into trees.
const LISTINGS = [
  ["content", "object:type=blob"],
  ["commit and tag", "tree:0"],
] as const;

// git takes objects apart again for every list of them, and no other thread can help with the first: lists begin short, and grow.
const [FIRST, MOST] = [1_024, 8_192];

export interface Listed {
  /** Names of objects, each with a newline. */
  readonly ids: readonly string[];
  /** Names of objects that the repository should have and has not. */
  readonly missing: readonly string[];
  /** Why git stopped half-way, where it did. */
  readonly complaint: string | null;
}

/**
 * Every object of a history that holds text of people, once, in lists of some thousands, in git's own order: near each other in the pack
 * where they are near each other in the list, so that git takes few of them apart twice.
 * A history that git cannot read to its end is listed as far as it goes.
 */
export async function* listObjects(repository: Runner, { args, stdin }: Revisions): AsyncGenerator<Listed> {
  // All begin at once, and are read one after the other.
  const listings = LISTINGS.map(([type, filter]) => {
    const chosen = ["--objects", `--filter=${filter}`, "--filter-provided-objects", "--no-object-names"];
    const child = repository.run(["rev-list", ...chosen, "--missing=print", ...args]);
    child.stdin.end(stdin);
    // Node.js throws away what a child that is over has said, unless somebody takes it.
    return { type, child, output: child.stdout.pipe(new PassThrough({ encoding: "latin1" })) };
  });
  try {
    for (const { child, output, type } of listings) {
      yield* lists(output);
      const { ok, complaint } = await child.ended;
      if (!ok) yield { ids: [], missing: [], complaint: `git could not list every ${type}: ${complaint}` };
    }
  } finally {
    for (const { child } of listings) child.kill();
  }
}

async function* lists(output: AsyncIterable<string>): AsyncGenerator<Listed> {
  let size = FIRST;
  let rest = "";
  let ids: string[] = [];
  let missing: string[] = [];
  for await (const chunk of output) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("?")) missing.push(line.slice(1));
      else ids.push(line);
      if (ids.length < size) continue;
      yield { ids, missing, complaint: null };
      ids = [];
      missing = [];
      size = Math.min(MOST, size * 2);
    }
  }
  if (ids.length > 0 || missing.length > 0) yield { ids, missing, complaint: null };
}
