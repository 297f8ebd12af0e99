import type { Wholeness } from "../format.ts";
import { encodedLength } from "./codec/base64.ts";
import { decodeBytes, decodeText } from "./codec/decode.ts";
import { encodeV2 } from "./codec/encode.ts";
import { LIMITS, type Macaroon } from "./macaroon.ts";

/** A macaroon cut out of a text. */
export interface Extract {
  readonly macaroon: Macaroon;
  /** Its characters, without the prefix. */
  readonly body: string;
  readonly bytes: Buffer;
  readonly wholeness: Wholeness;
}

const URL_SAFE = /^[A-Za-z0-9_-]*/u;
const EITHER_ALPHABET = /^[A-Za-z0-9_+/-]*/u;

/**
 * The macaroon whose prefix stands at `start`, up to the next of `starts`. It ends where its structure ends; what runs on
 * behind it is not looked at. One that lost its tail ends with the URL-safe run: a `/` behind it is mostly a path's.
 */
export function extract(text: string, start: number, prefix: string, starts: RegExp): Extract | null {
  if (!text.startsWith(prefix, start)) return null;
  const territory = territoryAt(text, start, prefix.length, starts);
  const run = EITHER_ALPHABET.exec(territory)?.[0] ?? "";
  const found = decodeRun(run);
  if (found !== null && found.wholeness !== "truncated") return found;
  const urlSafe = URL_SAFE.exec(territory)?.[0] ?? "";
  return urlSafe === run ? found : decodeRun(urlSafe);
}

const STRING = String.raw`"(?:[^"\\\u0000-\u001F]|\\.)*"`;
const SCALAR = String.raw`(?:${STRING}|\d+|null)`;
const NEXT = String.raw`\s*(?:,\s*)?`;
const CAVEAT = String.raw`\{\s*(?:"\w+"\s*:\s*${SCALAR}${NEXT})*\}`;
// Every step is decided by its first character, so that there is nothing to try again.
const JSON_MACAROON = new RegExp(String.raw`\{\s*(?:"\w+"\s*:\s*(?:${SCALAR}|\[\s*(?:${CAVEAT}${NEXT})*\])${NEXT})*\}`, "uy");

/** The macaroon in JSON that starts at `start`; it ends where its outer brace closes. Its `body` is the JSON, its bytes are the binary form. */
export function extractJson(text: string, start: number): Extract | null {
  const window = text.slice(start, start + LIMITS.tokenChars);
  JSON_MACAROON.lastIndex = 0;
  const body = JSON_MACAROON.exec(window)?.[0];
  const decoded = body === undefined ? null : decodeText(body);
  if (body === undefined || decoded?.ok !== true) return null;
  return { macaroon: decoded.macaroon, body, bytes: encodeV2(decoded.macaroon), wholeness: "exact" };
}

/** What can belong to the token: as much as is allowed, but not the next token. This keeps hostile text linear. */
function territoryAt(text: string, start: number, prefixLength: number, starts: RegExp): string {
  const window = text.slice(start, start + prefixLength + LIMITS.tokenChars);
  const next = window.slice(1).search(starts);
  return window.slice(prefixLength, next < 0 ? undefined : next + 1);
}

function decodeRun(run: string): Extract | null {
  const bytes = Buffer.from(run, "base64url");
  const decoded = decodeBytes(bytes);
  if (!decoded.ok) {
    return decoded.partial && { macaroon: decoded.partial, body: run, bytes, wholeness: "truncated" };
  }
  const body = run.slice(0, encodedLength(decoded.end));
  const exact = bytes.subarray(0, decoded.end);
  return { macaroon: decoded.macaroon, body, bytes: exact, wholeness: exact.toString("base64url") === body ? "exact" : "normalised" };
}
