/**
 * What holds for every whole token of a format. A scanner relies on it to pass over text that cannot hold one, so less than
 * the truth costs time and more than the truth costs tokens.
 */
export interface Shape {
  /** `read` looks at no more characters than this, the one that starts the token included, and at 8 before it. */
  readonly reach: number;
  /** Characters of the shortest token. */
  readonly shortest: number;
  /** Null: nothing in it tells it from other text but its prefix. */
  readonly run: Run | null;
}

/** Every whole token has, somewhere, so many characters of one alphabet in a row. */
export interface Run {
  readonly length: number;
  readonly alphabet: Alphabet;
  /** Characters that may stand between the token's start and this run, beside those of the alphabet and of the prefix. */
  readonly bridge: string;
}

export type Alphabet = keyof typeof ALPHABETS;

const URL_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** `base64` is either spelling of it. */
export const ALPHABETS = { url: URL_SAFE, base64: `${URL_SAFE}+/` } as const;

/** What holds for all of them. At least one. */
export function loosest(shapes: readonly Shape[]): Shape {
  return shapes.reduce((a, b) => ({
    reach: Math.max(a.reach, b.reach),
    shortest: Math.min(a.shortest, b.shortest),
    run: a.run && b.run && looser(a.run, b.run),
  }));
}

function looser(a: Run, b: Run): Run {
  return {
    length: Math.min(a.length, b.length),
    alphabet: a.alphabet === "url" ? b.alphabet : a.alphabet,
    bridge: [...new Set(a.bridge + b.bridge)].join(""),
  };
}

/** What stands directly behind a prefix in every whole token: so many of these characters, and none of them behind those. */
export interface Stretch {
  readonly chars: string;
  readonly min: number;
  /** Null: more of them may follow. */
  readonly max: number | null;
}

/** What a token is, where a search can follow its structure without what is in it. */
export interface Outline {
  readonly outline: "macaroon" | "jwt";
  /** Characters of the prefix that stand before it. */
  readonly before: number;
}

/** What holds for both; null: nothing. */
export function looserBehind(a: Stretch | Outline, b: Stretch | Outline): Stretch | Outline | null {
  if ("chars" in a && "chars" in b) return looserStretch(a, b);
  return "outline" in a && "outline" in b && a.outline === b.outline && a.before === b.before ? a : null;
}

/** What holds for both. */
export function looserStretch(a: Stretch, b: Stretch): Stretch {
  const min = Math.min(a.min, b.min);
  if (a.chars === b.chars) return { chars: a.chars, min, max: a.max === null || b.max === null ? null : Math.max(a.max, b.max) };
  return {
    chars: Array.from(new Set(a.chars + b.chars))
      .toSorted()
      .join(""),
    min,
    max: null,
  };
}

/** One stretch of a token behind its prefix: at least so many of these characters. */
export interface Part {
  readonly chars: string;
  readonly min: number;
}

/** The longest run of URL-safe characters that a prefix and the parts behind it always have. */
export function runOf(prefix: string, parts: readonly Part[]): Run {
  const inPrefix = prefix.split(/[^0-9A-Za-z_-]/u).map((run) => run.length);
  let best = Math.max(...inPrefix);
  let length = inPrefix.at(-1)!;
  for (const { chars, min } of parts) {
    length = isUrlSafe(chars) ? length + min : 0;
    best = Math.max(best, length);
  }
  const bridge = parts.map(({ chars }) => chars.replaceAll(/[0-9A-Za-z_-]+/gu, "")).join("");
  return { length: best, alphabet: "url", bridge: [...new Set(bridge)].join("") };
}

function isUrlSafe(chars: string): boolean {
  return /^[0-9A-Za-z_-]*$/u.test(chars);
}
