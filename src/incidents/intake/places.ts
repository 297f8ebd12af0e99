import type { Matcher } from "../../formats/matcher.ts";

/**
 * Where a token was found, as it may be stored. An address or the name of a file can hold tokens: the one that is
 * reported, another copy of it, somebody else's, in full or cut off, percent-encoded or not. All are redacted.
 */
export function withoutTokens(text: string, matcher: Matcher): string {
  const plain = redact(text, matcher);
  const decoded = percentDecoded(plain);
  return matcher.matchAll(decoded).length === 0 ? plain : redact(decoded, matcher);
}

function redact(text: string, matcher: Matcher): string {
  let clean = "";
  let from = 0;
  for (const { end, redacted, start } of matcher.matchAll(text)) {
    clean += text.slice(from, start) + redacted;
    from = end;
  }
  return clean + text.slice(from);
}

/** Sequence by sequence: one that is broken does not hide the others. */
function percentDecoded(text: string): string {
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/gu, (sequence) => Buffer.from(sequence.replaceAll("%", ""), "hex").toString("utf8"));
}
