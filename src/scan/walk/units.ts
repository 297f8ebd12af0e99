import type { Skip } from "../finding.ts";
import { type PartSizes, partsOf } from "../work/parts.ts";
import type { Unit } from "../work/unit.ts";
import type { Entry, FilePath } from "./tree.ts";

/** Some milliseconds of work: enough that dealing costs nothing, and few enough that all hands end together. */
export const FILES = { plain: 256, archives: 4 } as const;

export interface UnitOptions {
  /** What cannot be listed. */
  readonly onSkip: (skip: Skip) => void;
  /** So many are a unit. */
  readonly files: number;
  /** Large files are cut into parts of this size; null: none is. */
  readonly parts: PartSizes | null;
}

/** Cuts what is to be scanned into units. */
export function* fileUnits(entries: Iterable<Entry>, { files: most, onSkip, parts }: UnitOptions): Generator<Unit> {
  let files: FilePath[] = [];
  const flush = function* (): Generator<Unit> {
    if (files.length > 0) yield { kind: "files", files };
    files = [];
  };
  for (const entry of entries) {
    if ("file" in entry && parts !== null && (entry.size ?? 0) >= parts.least) {
      yield* flush();
      yield* partsOf(entry.file, entry.size ?? 0, parts);
    } else if ("file" in entry) {
      files.push(entry.file);
      if (files.length === most) yield* flush();
    } else if ("pipe" in entry) {
      yield* flush();
      yield { kind: "pipe", path: entry.pipe };
    } else {
      onSkip(entry.skip);
    }
  }
  yield* flush();
}
