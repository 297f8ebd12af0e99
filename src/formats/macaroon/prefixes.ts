import { FIELD, VERSION_2 } from "./codec/decode-v2.ts";

const UUID_CHARS = 36;

/**
 * The literal starts of a macaroon token, the longest first: that of tokens minted for `location` (so that formats that
 * share a prefix can be told apart), of any other v2 token, of any v1 token.
 */
export function constantPrefixes(prefix: string, location: string, uuidIdentifier: boolean): readonly string[] {
  const any = [`${prefix}Ag`, `${prefix}MDA`];
  const text = Buffer.from(location);
  // A longer location needs a length of two bytes; no such host name exists.
  if (text.length > 0x7f) return any;
  const start = Buffer.concat([Buffer.of(VERSION_2, FIELD.location, text.length), text, Buffer.of(FIELD.identifier)]);
  const bytes = uuidIdentifier ? Buffer.concat([start, Buffer.of(UUID_CHARS)]) : start;
  // Only characters whose six bits are all known.
  const known = Math.floor((bytes.length * 8) / 6);
  return [prefix + bytes.toString("base64url").slice(0, known), ...any];
}
