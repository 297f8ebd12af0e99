import type { Found, Scanner } from "../scanner.ts";
import { scanBatch } from "./batch.ts";
import type { Piece, Span } from "./piece.ts";
import { runDecoders } from "./runs.ts";
import { spellingDecoders } from "./spellings/spellings.ts";
import { wideStretches } from "./wide.ts";

/** A token that stands encoded in a text. */
export interface Hit extends Span {
  readonly found: Found;
  /** Decoders passed, outermost first. */
  readonly via: readonly string[];
  /** The span is a whole run, which may hold other tokens as well. */
  readonly isRun: boolean;
}

export interface SearchOptions {
  readonly engine: Pick<Scanner, "scan">;
  /** Whether tokens of a format know where they end. */
  readonly isSelfDelimiting: (format: string) => boolean;
}

/** Encodings inside encodings. UTF-16 does not count. */
const DEPTH = 2;
/** As many times the text's own length is decoded of it, at all depths together, and this much more. */
const FACTOR = 16;
const FLOOR = 2 ** 20;

const DECODERS = [...spellingDecoders, ...runDecoders];
const WORD = /[A-Za-z0-9_-]/u;

/** What an encoding hides in a text: what is less deep comes first. The same token may come by several ways. */
export function search(text: string, options: SearchOptions): Hit[] {
  const budget = new Budget(FACTOR * text.length + FLOOR);
  const inWide = Array.from(wideStretches(text)).flatMap((piece) => outward(piece, within(piece.text, DEPTH, budget, options)));
  return [...within(text, DEPTH, budget, options), ...inWide];
}

function within(text: string, depth: number, budget: Budget, options: SearchOptions): Hit[] {
  if (depth === 0) return [];
  const pieces = DECODERS.flatMap((decode) => budget.take(decode(text)));
  const direct = pieces.map((): Hit[] => []);
  for (const { end, found, index, start } of scanBatch(
    options.engine,
    pieces.map((piece) => piece.text),
  )) {
    direct[index]!.push({ start, end, found, via: found.via, isRun: false });
  }
  const isRight = (piece: Piece, { end, found, start }: Hit): boolean =>
    !piece.isGuess || (options.isSelfDelimiting(found.format) && !WORD.test(text[piece.spanOf(start, end).end] ?? ""));
  return [
    ...pieces.flatMap((piece, index) =>
      outward(
        piece,
        direct[index]!.filter((hit) => isRight(piece, hit)),
      ),
    ),
    ...pieces.flatMap((piece) => outward(piece, within(piece.text, depth - 1, budget, options))),
  ];
}

/** What was found in a piece, as the text around it has it. */
function outward(piece: Piece, hits: readonly Hit[]): Hit[] {
  return hits.map(({ end, found, isRun, start, via }) => ({
    ...piece.spanOf(start, end),
    found,
    via: [piece.via, ...via],
    isRun: isRun || piece.isRun,
  }));
}

class Budget {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** As many of `pieces` as it allows, and the rest are not even decoded. */
  take(pieces: Iterable<Piece>): Piece[] {
    const taken: Piece[] = [];
    if (this.#left <= 0) return taken;
    for (const piece of pieces) {
      this.#left -= piece.text.length;
      taken.push(piece);
      if (this.#left <= 0) break;
    }
    return taken;
  }
}
