/** Printable characters with a zero between every two, as UTF-16 has them. */
export interface WideStretch {
  readonly text: string;
  /** Of the first character, in the stream. */
  readonly at: number;
  /** The bytes beside its first and its last character; undefined where there are none, or they are not known. */
  readonly before: number | undefined;
  readonly behind: number | undefined;
}

/** One way to read a stretch. */
export interface WideReading {
  readonly via: "utf-16-le" | "utf-16-be";
  readonly text: string;
  /** So many bytes before its visible half a character begins. */
  readonly shift: 0 | 1;
}

/** Stands for what is no character of a token, and of no word. */
const OTHER = "\u0080";

/**
 * The ways to read a stretch, the likelier first. Which half of a character comes first is told by where they stand in the stream. Where
 * the byte beside the stretch is no zero, its outermost character is half of another then, and no neighbour; or the text stands in the
 * middle of something else and comes in the other order.
 */
export function wideReadings(stretch: WideStretch): readonly WideReading[] {
  const [big, little] = [bigEndian(stretch), littleEndian(stretch)];
  const [first, second] = stretch.at % 2 === 1 ? [big, little] : [little, big];
  return first.text === stretch.text ? [first] : [first, second];
}

function bigEndian({ before = 0, text }: WideStretch): WideReading {
  return { via: "utf-16-be", text: before === 0 ? text : OTHER + text.slice(1), shift: 1 };
}

function littleEndian({ behind = 0, text }: WideStretch): WideReading {
  return { via: "utf-16-le", text: behind === 0 ? text : text.slice(0, -1) + OTHER, shift: 0 };
}
