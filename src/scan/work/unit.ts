import type { Scanned, Sighting, Skip } from "../finding.ts";
import type { FilePath } from "../walk/tree.ts";

/** Of a large file; `to` null: to its end, wherever that is by then. See `parts.ts`. */
export interface Part {
  readonly kind: "part";
  readonly file: FilePath;
  readonly from: number;
  readonly to: number | null;
}

/** What one thread does in one go. */
export type Unit =
  | { readonly kind: "files"; readonly files: readonly FilePath[] }
  | Part
  /** May be slow, and may never end. */
  | { readonly kind: "pipe"; readonly path: string }
  /** Names of git objects. */
  | { readonly kind: "objects"; readonly ids: readonly string[] };

export interface UnitResult {
  /** In the order of the unit. */
  readonly sightings: readonly Sighting[];
  readonly skipped: readonly Skip[];
  readonly scanned: Scanned;
  /** Of a part, whose lines are counted from its own beginning: how many ended in it, once it is over. The first of a file counts it. */
  readonly lineFeeds?: number;
}

/** Takes what a unit came to so far: results in the order of the unit, of which the last is answered. Resolves when there is room for more. */
export type Emit = (some: UnitResult) => Promise<void>;

/** A thread that does units. */
export interface Hand {
  /** Resolves when it can begin: what is over before then need not wait for it. Null: it can. */
  readonly ready: Promise<void> | null;
  /** How many units it wants to have at once, so that it need not wait for the next. */
  readonly depth: number;
  run(unit: Unit, emit: Emit): Promise<UnitResult>;
  close(): Promise<void>;
}
