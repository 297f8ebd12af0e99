import { pipeline } from "node:stream/promises";
import type { Runner } from "./git.ts";
import { rawRecords } from "./raw-records.ts";
import type { Revisions } from "./revisions.ts";

/** Where a blob came into a history. */
export interface Place {
  readonly commit: string;
  readonly path: string;
  /** That of the commits, oldest first. */
  readonly order: number;
}

/** So many are named to git; of more it tells all changes, and we look. */
const MAX_SOUGHT = 256;

/**
 * For each blob the first commit that brought it, and the path there. Those that no commit brought are not in the answer.
 * Reads the history from its beginning, and no further than the last of them.
 */
export async function placesOf(repository: Runner, { args, stdin }: Revisions, blobs: ReadonlySet<string>): Promise<Map<string, Place>> {
  const places = new Map<string, Place>();
  if (blobs.size === 0) return places;
  const commits = repository.run(["rev-list", "--reverse", "--topo-order", ...args]);
  // `-m` shows a merge beside each of its parents: else what only the merge brought would be in no commit.
  const shown = ["--raw", "-r", "-m", "--root", "-z", "--no-abbrev", "--no-renames"];
  const sought = blobs.size > MAX_SOUGHT ? [] : Array.from(blobs, (blob) => `--find-object=${blob}`);
  const changes = repository.run(["diff-tree", "--stdin", ...shown, ...sought]);
  commits.stdin.end(stdin);
  // Whichever ends first ends the other; what could not be placed shows in the answer.
  const joined = pipeline(commits.stdout, changes.stdin).catch(() => undefined);
  try {
    let commit = "";
    let order = 0;
    for await (const record of rawRecords(changes.stdout)) {
      if (record.kind === "commit") {
        commit = record.commit;
        order += 1;
      } else if (blobs.has(record.blob) && !places.has(record.blob)) {
        places.set(record.blob, { commit, path: record.path, order });
      }
      if (places.size === blobs.size) break;
    }
  } finally {
    commits.kill();
    changes.kill();
    await Promise.all([joined, commits.ended, changes.ended]);
  }
  return places;
}
