import { closeSync, openSync, readSync } from "node:fs";
import type { FilePath } from "../walk/tree.ts";
import type { Part } from "./unit.ts";

/** Looked at in one go for a place to cut, and how often. */
const WINDOW = 2 ** 16;
const WINDOWS = 16;
const LINE_FEED = 0x0a;
/** Bytes on either side of it: what is in UTF-16 ends before, and begins behind. */
const NEAR = 2;

export interface PartSizes {
  /** Of a part, about. */
  readonly part: number;
  /** Of files that are worth being cut. */
  readonly least: number;
}

/** A part is some milliseconds of work; what another thread costs is won back from about four on. */
export const PART_SIZES: PartSizes = { part: 2 ** 24, least: 2 ** 26 };

/**
 * Cuts a file of so many bytes into parts that can be scanned apart from each other: every token lies in one of them. They are
 * cut behind the end of a line, which no token holds, with no zero near it, as there is in UTF-16.
 */
export function* partsOf(file: FilePath, size: number, { part }: Pick<PartSizes, "part">): Generator<Part> {
  let from = 0;
  for (const to of cutsIn(file, size, part)) {
    yield { kind: "part", file, from, to };
    from = to;
  }
  yield { kind: "part", file, from, to: null };
}

function* cutsIn(file: FilePath, size: number, part: number): Generator<number> {
  let fd: number;
  try {
    fd = openSync(file, "r");
  } catch {
    // Whoever scans it says why.
    return;
  }
  try {
    for (let cut = cutBehind(fd, part); cut !== null && cut < size; cut = cutBehind(fd, cut + part)) yield cut;
  } finally {
    closeSync(fd);
  }
}

/** Null: there is none near by. Then nothing is cut any more: it is no file of lines. */
function cutBehind(fd: number, place: number): number | null {
  const window = Buffer.allocUnsafe(WINDOW);
  for (let round = 0; round < WINDOWS; round++) {
    const begin = place + round * (WINDOW - 2 * NEAR);
    const bytes = window.subarray(0, readSync(fd, window, 0, WINDOW, begin));
    for (let at = bytes.indexOf(LINE_FEED, NEAR); at > 0 && at + NEAR < bytes.length; at = bytes.indexOf(LINE_FEED, at + 1)) {
      if (!bytes.subarray(at - NEAR, at + NEAR + 1).includes(0)) return begin + at + 1;
    }
    if (bytes.length < WINDOW) return null;
  }
  return null;
}
