// Bidirectional marks, embeddings, overrides and isolates, and invisible characters that reorder or hide text.
const DECEPTIVE = /[\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/gu;
// oxlint-disable-next-line no-control-regex -- control characters are exactly what this removes
const CONTROL = /[\u0000-\u001F\u007F-\u009F]+/gu;

/**
 * One line of foreign text, safe to store and to show: control characters (NUL included, which PostgreSQL refuses)
 * become one space, bidi and invisible marks go, lone surrogates become U+FFFD, and at most `max` code units stay.
 */
export function cleanLine(text: string, max: number): string {
  const line = text
    .slice(0, max * 2)
    .replace(CONTROL, " ")
    .replace(DECEPTIVE, "")
    .toWellFormed()
    .trim();
  return line.length <= max
    ? line
    : `${line
        .slice(0, max - 1)
        .toWellFormed()
        .replace(/\uFFFD$/u, "")}…`;
}

/** An address for whoever need not know it: its first character and its domain. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf("@");
  return at <= 0 ? "…" : `${String.fromCodePoint(address.codePointAt(0)!)}…${address.slice(at)}`;
}

/** What others say, for logs: without the addresses in it. */
export function maskAddresses(text: string): string {
  return text.replaceAll(/[^\s<>"'(),;:@]+@[^\s<>"'(),;:@]+/gu, maskAddress);
}

/** Whether two names cannot be told apart by whoever reads them quickly: letters of another width or case are the same. */
export function readAlike(one: string, other: string): boolean {
  return one.normalize("NFKC").toLowerCase() === other.normalize("NFKC").toLowerCase();
}
