/** Of what is there in several languages, that for a locale: its own, else its language's (RFC 4647 section 3.4), else one its readers can read. Never throws. */
export function forLocale<One extends { readonly language: string }>(locale: string, offered: readonly One[]): One | undefined {
  const wanted = baseName(locale);
  if (wanted === null) return undefined;
  for (let range = wanted; range !== ""; range = range.slice(0, Math.max(range.lastIndexOf("-"), 0))) {
    const found = offered.find(({ language }) => language === range);
    if (found !== undefined) return found;
  }
  return offered.find(({ language }) => sameWriting(language, wanted));
}

/** Without extensions: a locale must not choose digits or calendars. `pt_BR` is how gettext writes it. Null when it is no locale. */
export function baseName(locale: string): string | null {
  try {
    return new Intl.Locale(locale.slice(0, 64).replaceAll("_", "-")).baseName;
  } catch {
    return null;
  }
}

/** A language as those who speak it call it. */
export function ownName(language: string): string {
  return new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
}

/** One language in one script, as `zh-CN` and `zh-Hans` are, or two countries' Portuguese; not `zh-TW` and `zh-Hans`. */
function sameWriting(a: string, b: string): boolean {
  const [one, other] = [new Intl.Locale(a).maximize(), new Intl.Locale(b).maximize()];
  return one.language === other.language && one.script === other.script;
}
