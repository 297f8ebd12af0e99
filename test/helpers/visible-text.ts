// What holds the text of somebody else, or what is to be typed as it stands.
const DATA = /^(?:bdi|code|kbd|pre|time|textarea|script|style)$/u;
const VOID = /^(?:meta|link|input|br|hr|rect|line|img)$/u;
const SPOKEN = /(?<= (?:aria-label|title|placeholder|alt|data-title)=")[^"]*/gu;
// Names that are no words of a language.
const NAMES = /\b(?:Tokenward|UTC|Message-ID|https:|admin:grace|ms)(?!\w)/gu;
const TOKEN = /<(?<close>\/?)(?<name>[a-z0-9]+)(?<attributes>(?:\s[^\s=>]+(?:="[^"]*")?)*)\s*(?<empty>\/?)>|(?<text>[^<]+)/gu;

/** What a page shows or speaks in Latin letters outside of ⟦⟧, in which a catalogue for tests puts all that it says. */
export function englishIn(html: string): string[] {
  const found: string[] = [];
  const look = (text: string): void => {
    const rest = withoutTold(text).replace(NAMES, "");
    if (/\p{Script=Latin}{2}/u.test(rest)) found.push(text.trim());
  };
  // The element that began a stretch of data, and how many of its name are open within.
  let data: { readonly name: string; depth: number } | null = null;
  for (const { groups } of html.replace("<!doctype html>", "").matchAll(TOKEN)) {
    const { attributes = "", close = "", empty = "", name = "", text } = groups!;
    const opens = close === "" && empty === "" && !VOID.test(name);
    if (data !== null) {
      if (text === undefined && name === data.name) data.depth += opens ? 1 : -1;
      if (data.depth === 0) data = null;
    } else if (text !== undefined) look(text);
    else {
      for (const [spoken] of attributes.matchAll(SPOKEN)) look(spoken);
      if (opens && name !== "html" && (DATA.test(name) || / (?:translate="no"|lang=)/u.test(attributes))) data = { name, depth: 1 };
    }
  }
  return [...new Set(found)];
}

function withoutTold(text: string): string {
  let depth = 0;
  return Array.from(text, (letter) => {
    if (letter === "⟦") depth += 1;
    const told = depth > 0;
    if (letter === "⟧") depth -= 1;
    return told ? " " : letter;
  }).join("");
}
