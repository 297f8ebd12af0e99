import { randomInt } from "node:crypto";
import { type FirstStretch, type LinearPattern, type PatternResult, parseLinearPattern } from "../../kernel/patterns/linear-pattern.ts";
import { looserStretch, loosest, type Outline, runOf, type Shape, type Stretch } from "../shape.ts";
import type { Checksum } from "./checksum.ts";
import { isEnd, isFree, type Neighbours } from "./neighbours.ts";

/** Where a token ends, in UTF-16 units; null where there is none. `bad_checksum`: there is one, but for its checksum. */
export type BodyEnd = number | "bad_checksum" | null;

/** What stands behind a format's prefix. */
export interface Body {
  /** Of the token whose prefix starts at `start` and whose body starts at `from`. */
  end(text: string, start: number, from: number): BodyEnd;
  /** Of a token that begins with `prefix`. */
  shape(prefix: string): Shape;
  /** What stands behind `prefix` in every whole token, or what it begins; see `Format`. */
  first?(prefix: string): Stretch | Outline | null;
  /** A made-up body. */
  sample(prefix: string): string;
  /** Whether one that `end` found has a checksum: then it holds. */
  isSealed?(prefix: string, body: string): boolean;
}

export interface PatternBodyOptions {
  readonly checksum?: Checksum;
  /** What must not stand beside the token. A checksum makes this unnecessary. */
  readonly neighbours?: Neighbours;
}

/**
 * A body that one of `patterns` describes; the first that does is taken.
 * @throws when a pattern is not linear: patterns of users are checked with the configuration they come from
 */
export function patternBody(patterns: readonly (string | PatternResult)[], { checksum, neighbours = {} }: PatternBodyOptions = {}): Body {
  const compiled = patterns.map((pattern) => compile(typeof pattern === "string" ? parseLinearPattern(pattern) : pattern));

  function end(text: string, start: number, from: number): BodyEnd {
    if (!isFree(text, start, neighbours)) return null;
    let outcome: BodyEnd = null;
    for (const pattern of compiled) {
      const at = pattern.end(text, from, (candidate) => isEnd(text, candidate, neighbours));
      if (at < 0) continue;
      if (checksum === undefined || holds(text.slice(start, from), text.slice(from, at), checksum)) return at;
      outcome = "bad_checksum";
    }
    return outcome;
  }

  function sample(prefix: string): string {
    const body = compiled[0]!.sample((below) => randomInt(below));
    if (checksum === undefined) return body;
    const head = body.slice(0, -checksum.length);
    return head + checksum.of(prefix, head)[0]!;
  }

  function first(): Stretch {
    return compiled.map((pattern) => stretchOf(pattern.first, neighbours)).reduce(looserStretch);
  }

  function shape(prefix: string): Shape {
    const shapes = compiled.map(({ maxLength, minLength, parts }) => ({
      // And who stands behind it.
      reach: prefix.length + maxLength + 1,
      shortest: prefix.length + minLength,
      run: runOf(prefix, parts),
    }));
    return loosest(shapes);
  }

  return { end, shape, first, sample, isSealed: () => checksum !== undefined };
}

/** Another body behind every prefix. */
export function bodyByPrefix(bodies: Readonly<Record<string, Body>>): Body {
  return {
    end: (text, start, from) => bodies[text.slice(start, from)]?.end(text, start, from) ?? null,
    shape: (prefix) => bodies[prefix]!.shape(prefix),
    first: (prefix) => bodies[prefix]?.first?.(prefix) ?? null,
    sample: (prefix) => bodies[prefix]!.sample(prefix),
    isSealed: (prefix, body) => bodies[prefix]?.isSealed?.(prefix, body) === true,
  };
}

function stretchOf({ behind, chars, max, min }: FirstStretch, { after }: Neighbours): Stretch {
  const ends = behind === "other" || (behind === "nothing" && after !== undefined && takesAll(after, chars));
  return { chars, min, max: ends ? max : null };
}

/** A thousand formats have a handful of alphabets, and mostly the same neighbours. */
const ASKED = new WeakMap<RegExp, Map<string, boolean>>();

function takesAll(pattern: RegExp, chars: string): boolean {
  const asked = ASKED.get(pattern) ?? new Map<string, boolean>();
  ASKED.set(pattern, asked);
  const answer = asked.get(chars) ?? Array.from(chars).every((char) => pattern.test(char));
  asked.set(chars, answer);
  return answer;
}

function compile(result: PatternResult): LinearPattern {
  if (!result.ok) throw new Error(result.problem);
  return result.pattern;
}

function holds(prefix: string, body: string, checksum: Checksum): boolean {
  return checksum.of(prefix, body.slice(0, -checksum.length)).includes(body.slice(-checksum.length));
}
