/** What lies between; null is open. */
export interface Range {
  readonly above: number | null;
  readonly below: number | null;
}

const EVERYTHING: Range = { above: null, below: null };
const SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Reads `<7d`, `>12h`: how long ago, in seconds; null for anything else. */
export function readAge(text: string): Range | null {
  const { count, unit, sign } = /^(?<sign>[<>])(?<count>\d{1,4})(?<unit>[mhdw])$/u.exec(text)?.groups ?? {};
  return sign === undefined ? null : rangeOf(sign, Number(count) * SECONDS[unit!]!);
}

/** Reads `>5`, `<3`, `4`; null for anything else. */
export function readCount(text: string): Range | null {
  const { count, sign } = /^(?<sign>[<>]?)(?<count>\d{1,6})$/u.exec(text)?.groups ?? {};
  return sign === undefined ? null : rangeOf(sign, Number(count));
}

/** The range that `read` gives a filter; everything when it does not narrow. */
export function rangeFrom(text: string | null, read: (text: string) => Range | null): Range {
  return text === null ? EVERYTHING : (read(text) ?? EVERYTHING);
}

function rangeOf(sign: string, value: number): Range {
  if (sign === "") return { above: value - 1, below: value + 1 };
  return sign === ">" ? { above: value, below: null } : { above: null, below: value };
}
