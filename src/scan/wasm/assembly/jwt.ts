import { byteAt } from "./base64";
import { mayBeObject } from "./json";
import { endOfRun } from "./runs";

const DOT: u8 = 0x2e;
const SHORTEST_SIGNATURE: usize = 43;

// Where the run ended that was looked at last, and whether the rest of a JWT may follow it: one run may have many starts.
let runTo: usize = 0;
let isFollowed: bool = false;

/** What is in memory is not what it was. */
export function forgetJwt(): void {
  runTo = 0;
}

/**
 * Whether a JWT may begin at `p`: three runs of characters of kind `chars` with dots between them, of which the first is an object in
 * JSON, and the second ends like one.
 */
export function mayBeJwt(chars: usize, p: usize, to: usize): bool {
  const end = endOfRun(chars, p, to);
  if (end != runTo) {
    runTo = end;
    isFollowed = goesOn(chars, end, to);
  }
  return isFollowed && ends(p, end) && mayBeObject(p, end);
}

/** Behind the header: claims and a signature. */
function goesOn(chars: usize, dot: usize, to: usize): bool {
  if (dot + 1 >= to || load<u8>(dot) != DOT) return false;
  const end = endOfRun(chars, dot + 1, to);
  if (end + 1 >= to || load<u8>(end) != DOT || !ends(dot + 1, end)) return false;
  return endOfRun(chars, end + 1, to) - end > SHORTEST_SIGNATURE;
}

/** Whether the last byte of what is written from `from` to `end` closes an object, or may stand behind what does. */
function ends(from: usize, end: usize): bool {
  const bytes = <u32>((end - from) * 6) / 8;
  if (bytes < 2) return false;
  const last = byteAt(from, end, bytes - 1);
  return last == 0x7d || last <= 0x20;
}
