import { notZero, pickedAt } from "./halves";
import { BEHIND, BLOCK, KNOWN_RUNS, MAX_BEHIND } from "./layout";

// Runs of the characters that stand behind prefixes. The last of each kind is kept: it may hold many prefixes, and is looked at once.

let known: usize = 0;
let tables: usize = 0;

/** None is known in what is in memory now. */
export function forgetRuns(pass: usize, lists: usize): void {
  known = lists + KNOWN_RUNS;
  tables = pass + BEHIND;
  for (let i: usize = 0; i < MAX_BEHIND; i++) store<u64>(known + (i << 3), 0);
}

/** Where the run of characters of kind `chars` ends that begins at `p` or before it. */
export function endOfRun(chars: usize, p: usize, to: usize): usize {
  const run = known + (chars << 3);
  if (p >= <usize>load<u32>(run) && p < <usize>load<u32>(run, 4)) return load<u32>(run, 4);
  const end = firstOther(tables + (chars << 5), p, to);
  store<u32>(run, <u32>p);
  store<u32>(run, <u32>end, 4);
  return end;
}

function firstOther(table: usize, from: usize, to: usize): usize {
  for (let p = from; p < to; p += BLOCK) {
    const others = notZero(pickedAt(p, table));
    if (others != 0) return min(to, p + <usize>ctz(others));
  }
  return to;
}
