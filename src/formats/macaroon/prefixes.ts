import { FIELD, VERSION_2 } from "./codec/decode-v2.ts";

const UUID_CHARS = 36;

/**
 * The literal starts of a macaroon token, the longest first: that of tokens minted for `location` (so that formats that
 * share a prefix can be told apart), of any other v2 token, of any v1 token. A bare one (`prefix` empty) must be for `location`.
 */
export function constantPrefixes(prefix: string, location: string, uuidIdentifier: boolean): readonly string[] {
  const any = prefix === "" ? bareStarts(location) : [`${prefix}Ag`, `${prefix}MDA`];
  const text = Buffer.from(location);
  // A longer location needs a length of two bytes; no such host name exists.
  if (text.length > 0x7f) return any;
  const start = Buffer.concat([Buffer.of(VERSION_2, FIELD.location, text.length), text, Buffer.of(FIELD.identifier)]);
  const bytes = uuidIdentifier ? Buffer.concat([start, Buffer.of(UUID_CHARS)]) : start;
  return [prefix + knownCharacters(bytes), ...any];
}

/** How a macaroon in JSON can begin, as its implementations write it. */
const JSON_STARTS = ['{"c":[', '{"v":2', '{"v": 2', '{"l":"', '{"i":"', '{"i64":"', '{"s64":"', '{"location":', '{"identifier":'];

/** Without a prefix only the location tells tokens from other base64, and it has to be there. */
function bareStarts(location: string): string[] {
  const packet = `location ${location}\n`;
  const length = (packet.length + 4).toString(16).padStart(4, "0");
  return [knownCharacters(Buffer.from(`${length}${packet}0`)), ...JSON_STARTS];
}

/** Only characters whose six bits are all known. */
function knownCharacters(bytes: Buffer): string {
  return bytes.toString("base64url").slice(0, Math.floor((bytes.length * 8) / 6));
}
