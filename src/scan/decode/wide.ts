import type { Piece } from "./piece.ts";

/** Characters with a zero between every two, as in UTF-16. */
const WIDE = /(?:[\t\n\r -~]\0){11,}[\t\n\r -~]/gu;

/** Stretches of UTF-16: the engine finds the tokens that stand in them as they are, and this makes them fit for decoders. */
export function* wideStretches(text: string): Generator<Piece> {
  if (!text.includes("\0")) return;
  for (const { 0: stretch, index } of text.matchAll(WIDE)) {
    const isBigEndian = index % 2 === 1;
    const at = isBigEndian ? index - 1 : index;
    yield {
      via: isBigEndian ? "utf-16-be" : "utf-16-le",
      text: stretch.replaceAll("\0", ""),
      spanOf: (start, end) => ({ start: at + 2 * start, end: at + 2 * end }),
      isRun: false,
      isGuess: false,
    };
  }
}
