// Where things are in memory; `tables.ts` and `run-filter.ts` of the room above have the same.

// In the tables of a pass.
/** Those of runs; see `halves.ts`. */
export const CHARACTERS: usize = 0;
/** How many whole quads lie in a row in the shortest run. */
export const QUADS: usize = 32;
export const LEAST: usize = 36;
export const LEAST_WIDE: usize = 40;
/** No byte of a run is less. */
export const FLOOR: usize = 44;
export const CLASSES: usize = 64;
/** Of each of the first three bytes of a prefix, by its halves: in which of eight buckets of prefixes it stands there. */
export const BUCKETS: usize = 320;
export const BLOOM: usize = BUCKETS + 96;
export const HEADS: usize = BLOOM + 8192;
/** Characters that stand behind prefixes; the first of these is of none. */
export const BEHIND: usize = HEADS + 8192;
export const MAX_BEHIND: usize = 64;
export const ENTRIES: usize = BEHIND + 32 * MAX_BEHIND;

// Bits of a byte's entry in CLASSES.
export const IN_BRIDGE: u32 = 2;
export const PRINTABLE: u32 = 4;

// In an entry: the next of its chain (from 1), how many bytes, which characters stand behind it, the bytes, how many characters, and at
// most; or what begins in it and behind how many of its bytes.
export const ENTRY: usize = 40;
export const ENTRY_LENGTH: usize = 2;
export const ENTRY_BEHIND: usize = 3;
export const ENTRY_TEXT: usize = 4;
export const ENTRY_MIN: usize = 32;
/** Zero: more of them may follow. */
export const ENTRY_MAX: usize = 34;
export const ENTRY_OUTLINE: usize = 36;
export const ENTRY_BEFORE: usize = 37;
export const MACAROON: u8 = 1;

// In a literal: its length, two places in it whose bytes are rare, its bytes.
export const LITERAL_TEXT: usize = 4;

// What is found is written to two lists; two more are of groups that are worth a closer look.
export const MAX_PLACES: i32 = 2048;
export const MAX_STRETCHES: i32 = 64;
export const STRETCHES: usize = 4 * 2048;
export const RUNS: usize = STRETCHES + 8 * 64;
/** A group and its windows. */
export const RUN: usize = 16;
export const RUN_WINDOWS: usize = 8;

export const BLOCK: usize = 16;
export const HALF: usize = 8;
export const QUAD: usize = 4;
/** Bytes that are tested in one go: a quad for every bit of a word. */
export const GROUP: usize = 64 * QUAD;
/** Groups that are tested before any is looked at: they are still in the first-level cache then. A lane can count the line feeds of 15. */
export const BATCH: usize = 4 * 15;
export const ZEROS: usize = RUNS + RUN * BATCH;
/** Of each kind of characters that stand behind prefixes, where the last run of them begins and ends. */
export const KNOWN_RUNS: usize = ZEROS + 4 * BATCH;
