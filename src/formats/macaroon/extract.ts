import type { Wholeness } from "../format.ts";
import { encodedLength } from "./codec/base64.ts";
import { decodeBytes } from "./codec/decode.ts";
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
  const territory = territoryAt(text, start + prefix.length, starts);
  const found = decodeRun(EITHER_ALPHABET.exec(territory)?.[0] ?? "");
  return found !== null && found.wholeness !== "truncated" ? found : decodeRun(URL_SAFE.exec(territory)?.[0] ?? "");
}

/** What can belong to the token: as much as is allowed, but not the next token. This keeps hostile text linear. */
function territoryAt(text: string, from: number, starts: RegExp): string {
  const window = text.slice(from, from + LIMITS.tokenChars);
  const next = window.search(starts);
  return next < 0 ? window : window.slice(0, next);
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
