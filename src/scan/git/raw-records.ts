import type { Readable } from "node:stream";

/** One piece of what `git diff-tree --stdin --raw -z` and its like print. */
export type RawRecord =
  | { readonly kind: "commit"; readonly commit: string }
  /** A path got this content. What is not a blob (a submodule) is left out, as is what was deleted. */
  | { readonly kind: "change"; readonly blob: string; readonly path: string };

const CHANGE = /^:\d{6} (?<mode>\d{6}) [0-9a-f]+ (?<blob>[0-9a-f]+) [A-Z]\d*$/u;
const SUBMODULE = "160000";
const DELETED = "000000";

/** A path that is not UTF-8 gets replacement characters where it is not. */
export async function* rawRecords(output: Readable): AsyncGenerator<RawRecord> {
  let change: string | null = null;
  for await (const piece of pieces(output)) {
    if (change !== null) {
      const { mode = DELETED, blob = "" } = CHANGE.exec(change)?.groups ?? {};
      change = null;
      if (mode !== SUBMODULE && mode !== DELETED) yield { kind: "change", blob, path: piece };
    } else if (piece.startsWith(":")) {
      change = piece;
    } else {
      yield { kind: "commit", commit: piece };
    }
  }
}

/** What ends with NUL; the rest of an output that was cut is not answered. */
async function* pieces(output: Readable): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of output.setEncoding("utf8") as AsyncIterable<string>) {
    const found = (rest + chunk).split("\0");
    rest = found.pop() ?? "";
    yield* found;
  }
}
