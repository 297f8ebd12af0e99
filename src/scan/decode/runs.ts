import { CharacterSet } from "./characters.ts";
import type { Decoder, Piece, Span } from "./piece.ts";

/** A way to write bytes that leaves one long word behind. */
interface Alphabet {
  readonly via: string;
  /** Its characters, as in the brackets of a regular expression. */
  readonly characters: string;
  /** Shorter words hold no token. */
  readonly least: number;
  /** Signs of equality that it may end with. */
  readonly padding: number;
  /** So many characters stand for a whole number of bytes: a word in front may have shifted them by any number below that. */
  readonly group: number;
  readonly encoding: "base64" | "hex";
}

// Node reads both alphabets of base64, and stops at padding.
const BASE64: Alphabet = { via: "base64", characters: "A-Za-z0-9+/_-", least: 24, padding: 2, group: 4, encoding: "base64" };
const HEX: Alphabet = { via: "hex", characters: "0-9A-Fa-f", least: 32, padding: 0, group: 2, encoding: "hex" };

/** Longer lines are not wrapped ones. */
const MAX_LINE = 1_000;
/** Something a token could stand in: other bytes need not be looked at again. */
const TEXT = /[\t\n\r -~]{12}|(?:[\t\n\r -~]\0){12}/u;

/** Whole runs; then runs with those of the lines below, as PEM, MIME and `base64` break them. */
export const runDecoders: readonly Decoder[] = [BASE64, HEX].map(decoderFor);

function decoderFor(alphabet: Alphabet): Decoder {
  const { characters, least, padding } = alphabet;
  const set = new CharacterSet(new RegExp(`[${characters}]`, "u"));
  const wrapped = wrapping(alphabet);
  return function* decode(text) {
    const runs = Array.from(set.runs(text, least), ({ end, start }): Run => {
      let to = end;
      while (to - end < padding && text[to] === "=") to++;
      return { start, end: to, word: text.slice(start, to) };
    });
    for (const one of runs) yield* decoded(one, alphabet);
    let done = 0;
    for (const one of runs) {
      const block = one.start < done ? null : wrapped(text, one);
      if (block === null) continue;
      done = block.end;
      yield* decoded(block, alphabet);
    }
  };
}

interface Run extends Span {
  /** Its characters, without what stands between its lines. */
  readonly word: string;
}

/** The run with the lines that go on with it, all as long as the second but the last; null when there are none. */
function wrapping({ characters, padding }: Alphabet): (text: string, first: Run) => Run | null {
  const next = new RegExp(
    `[ \\t]{0,8}\\r?\\n[ \\t]{0,80}(?:[>#*|][ \\t]{0,8}){0,8}([${characters}]{1,${MAX_LINE}}={0,${padding}})(?=[ \\t]{0,8}(?:\\r?\\n|["'\`,;)\\]}<]|$))`,
    "uy",
  );
  return (text, first) => {
    const words = [first.word];
    let { end } = first;
    // What stands in front of it on its line counts: "data: " and the like.
    const line = text.slice(Math.max(0, end - MAX_LINE), end);
    let longest = line.length - 1 - line.lastIndexOf("\n");
    for (let width = 0; !words.at(-1)!.endsWith("="); ) {
      next.lastIndex = end;
      const [gone = "", word = ""] = next.exec(text) ?? [];
      if (word === "" || word.length > longest) break;
      words.push(word);
      end += gone.length;
      if (width > 0 && word.length < width) break;
      width = word.length;
      longest = width;
    }
    return words.length === 1 ? null : { start: first.start, end, word: words.join("") };
  };
}

function* decoded({ end, start, word }: Run, { encoding, group, via }: Alphabet): Generator<Piece> {
  for (let shift = 0; shift < group; shift++) {
    const text = Buffer.from(word.slice(shift), encoding).toString("latin1");
    if (TEXT.test(text)) yield { via, text, spanOf: () => ({ start, end }), isRun: true, isGuess: false };
  }
}
