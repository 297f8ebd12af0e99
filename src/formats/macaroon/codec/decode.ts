import { type Decoded, LIMITS, malformed } from "../macaroon.ts";
import { decodeBase64 } from "./base64.ts";
import { decodeJson } from "./decode-json.ts";
import { decodeV1 } from "./decode-v1.ts";
import { decodeV2, VERSION_2 } from "./decode-v2.ts";

/** The macaroon at the start of `bytes`, in either binary form; `end` is where it ends, whatever follows. Never throws. */
export function decodeBytes(bytes: Buffer): Decoded {
  const first = bytes[0];
  if (first === undefined) return malformed("empty");
  if (first === VERSION_2) return decodeV2(bytes);
  return isHexDigit(first) ? decodeV1(bytes) : malformed("version");
}

/** A text that is one macaroon and nothing else: base64 of either binary form, or either JSON form. Never throws. */
export function decodeText(text: string): Decoded {
  if (text === "") return malformed("empty");
  if (text.length > LIMITS.tokenChars) return malformed("too_long");
  if (text.startsWith("{")) return decodeJson(text);
  const bytes = decodeBase64(text);
  if (bytes === null) return malformed("base64");
  const decoded = decodeBytes(bytes);
  return decoded.ok && decoded.end !== bytes.length ? malformed("trailing_bytes", decoded.version) : decoded;
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}
