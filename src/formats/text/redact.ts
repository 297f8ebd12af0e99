/** How many characters of a token's body people are shown, from either end. */
export interface Shown {
  readonly start: number;
  readonly end: number;
}

/** Never so much that guessing the rest becomes easier: of a short body nothing, of one of fewer than 32 characters three. */
function shownOf(length: number): Shown {
  if (length < 16) return { start: 0, end: 0 };
  return length < 32 ? { start: 2, end: 1 } : { start: 4, end: 3 };
}

/** The only form of a token that may be shown or stored: the prefix, which is no secret, and a little of the body. */
export function redact(prefix: string, body: string, { start, end }: Shown = shownOf(body.length)): string {
  return `${prefix}${body.slice(0, start)}…${end === 0 ? "" : body.slice(-end)}`;
}
