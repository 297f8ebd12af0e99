import { byteAt, NO_BYTE } from "./base64";

const VERSION_2: i32 = 2;
const END: i32 = 0;
const VID: i32 = 4;
const SIGNATURE: i32 = 6;
const SIGNATURE_BYTES: i32 = 32;
const VARINT_BYTES: i32 = 3;
/** Digits, a name of one character, space, newline. */
const LEAST_PACKET: i32 = 7;
const SIGNATURE_PACKET: i32 = 47;
/** What has more of them may be one: where tokens begin in each other's fields, each would be followed through all the rest. */
const MOST_FIELDS: i32 = 64;

let text: usize = 0;
let textTo: usize = 0;
/** The byte that is read next. */
let at: i32 = 0;

/** Whether a macaroon may be written in base64 from `p` on: what it says of its own lengths leads to a signature. What is in its fields is not looked at. */
export function mayBeMacaroon(p: usize, to: usize): bool {
  text = p;
  textTo = to;
  at = 0;
  const first = byteAt(p, to, 0);
  if (first == VERSION_2) return mayBeV2();
  return first >= 0x30 && mayBeV1();
}

function mayBeV2(): bool {
  at = 1;
  let last = END;
  let isEmpty = true;
  for (let fields = 0; fields < MOST_FIELDS; fields++) {
    const type = varint();
    if (type == END) {
      if (isEmpty) return isSigned();
      isEmpty = true;
      last = END;
      continue;
    }
    if (type <= last || type > VID) return false;
    const length = varint();
    if (length < 0) return false;
    at += length;
    last = type;
    isEmpty = false;
  }
  return true;
}

function isSigned(): bool {
  return varint() == SIGNATURE && varint() == SIGNATURE_BYTES && byteAt(text, textTo, at + SIGNATURE_BYTES - 1) != NO_BYTE;
}

/** LEB128; less than zero where there is none. */
function varint(): i32 {
  let value: i32 = 0;
  for (let i: i32 = 0; i < VARINT_BYTES; i++) {
    const byte = byteAt(text, textTo, at);
    if (byte == NO_BYTE) return NO_BYTE;
    at++;
    value |= (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return value;
  }
  return NO_BYTE;
}

function mayBeV1(): bool {
  for (let packets = 0; packets < MOST_FIELDS; packets++) {
    let length: i32 = 0;
    for (let digit: i32 = 0; digit < 4; digit++) {
      const value = hexOf(byteAt(text, textTo, at + digit));
      if (value < 0) return false;
      length = (length << 4) | value;
    }
    if (length < LEAST_PACKET || byteAt(text, textTo, at + length - 1) != 0x0a) return false;
    const name = byteAt(text, textTo, at + 4);
    // "s": only the signature is called something like that.
    if (name == 0x73) return length == SIGNATURE_PACKET;
    // "cid", "cl", "identifier", "location", "vid".
    if (name != 0x63 && name != 0x69 && name != 0x6c && name != 0x76) return false;
    at += length;
  }
  return true;
}

function hexOf(code: i32): i32 {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 87 : -1;
}
