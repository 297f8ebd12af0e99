import { byteAt } from "./base64";

/** What is nested deeper is no header of a token: formats/jwt/structure.ts. Every byte is looked at no more often, however many starts there are. */
const MOST_DEPTH: u32 = 16;

// What may come next.
const NAME: u32 = 0;
const COLON: u32 = 1;
const VALUE: u32 = 2;
const NEXT: u32 = 3;

/** Whether an object in JSON may be written in base64 from `from` to `end`, and nothing else. Of numbers and names that JSON has, all is taken for one. */
export function mayBeObject(from: usize, end: usize): bool {
  // A bit for every level, set where it is an object.
  let levels: u32 = 0;
  let depth: u32 = 0;
  let expected = VALUE;
  let inString = false;
  let index: u32 = 0;
  for (let byte = byteAt(from, end, 0); byte >= 0; byte = byteAt(from, end, ++index)) {
    if (inString) {
      if (byte == 0x5c) index++;
      else if (byte == 0x22) inString = false;
      else if (byte < 0x20) return false;
      continue;
    }
    if (byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09) continue;
    if (depth == 0 && index > 0) return false;
    // In ASCII the brackets of arrays and the braces of objects differ in one bit.
    const isBrace = (byte & 0x20) != 0;
    switch (byte) {
      case 0x22:
        if (expected != NAME && expected != VALUE) return false;
        inString = true;
        expected = expected == NAME ? COLON : NEXT;
        break;
      case 0x3a:
        if (expected != COLON) return false;
        expected = VALUE;
        break;
      case 0x2c:
        if (expected != NEXT) return false;
        expected = (levels & 1) != 0 ? NAME : VALUE;
        break;
      case 0x5b:
      case 0x7b:
        if (expected != VALUE || depth == MOST_DEPTH) return false;
        depth++;
        levels = (levels << 1) | u32(isBrace);
        expected = isBrace ? NAME : VALUE;
        break;
      case 0x5d:
      case 0x7d:
        // Empty ones end where a name or a value is expected.
        if (expected == COLON || ((levels & 1) != 0) != isBrace) return false;
        depth--;
        levels >>= 1;
        expected = NEXT;
        break;
      default:
        if (expected != VALUE && expected != NEXT) return false;
        expected = NEXT;
    }
  }
  return depth == 0;
}
