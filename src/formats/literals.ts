/** Matches nowhere. */
const NOTHING = "(?!)";

/** Finds the earliest of several literal texts in one pass. */
export function literals(texts: readonly string[], flags: string): RegExp {
  const alternatives = texts.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&"));
  return new RegExp(alternatives.join("|") || NOTHING, flags);
}
