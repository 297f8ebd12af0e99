import type { Found, Scanner } from "../scanner.ts";

/** No token reaches across it, nothing behind it is on the same line, and every text begins at an even offset, as UTF-16 needs it. */
const GAPS = { even: "\u0001\n", odd: "\u0001\u0001\n" };

/** One of `texts` that holds a token, and where in it. */
export interface BatchHit {
  readonly index: number;
  readonly start: number;
  readonly end: number;
  readonly found: Found;
}

/** Scans many short texts for the price of one long one. */
export function scanBatch(engine: Pick<Scanner, "scan">, texts: readonly string[]): BatchHit[] {
  const starts: number[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const text of texts) {
    const gap = text.length % 2 === 0 ? GAPS.even : GAPS.odd;
    starts.push(length);
    parts.push(text, gap);
    length += text.length + gap.length;
  }
  let index = 0;
  return engine.scan(Buffer.from(parts.join(""), "latin1")).map((found) => {
    while (index + 1 < starts.length && starts[index + 1]! <= found.start) index += 1;
    const base = starts[index]!;
    return { index, start: found.start - base, end: found.end - base, found };
  });
}
