import type { Repository } from "./git.ts";
import type { Revisions } from "./revisions.ts";

// Contents first, then what people wrote about them: messages hold tokens too.
const TYPES = ["blob", "commit", "tag"] as const;

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
export async function* listObjects(repository: Repository, { args, stdin }: Revisions): AsyncGenerator<Listed> {
  for (const type of TYPES) {
    const filter = [`--filter=object:type=${type}`, "--filter-provided-objects", "--no-object-names", "--missing=print"];
    const child = repository.run(["rev-list", "--objects", ...filter, ...args]);
    child.stdin.end(stdin);
    try {
      yield* lists(child.stdout.setEncoding("latin1"));
    } finally {
      child.kill();
    }
    const { ok, complaint } = await child.ended;
    if (!ok) yield { ids: [], missing: [], complaint: `git could not list every ${type}: ${complaint}` };
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
