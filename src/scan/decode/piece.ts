/** Offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Texts here are bytes, one to a character (latin1): offsets in them are offsets in bytes. */
export interface Piece {
  /** Name of the decoder. */
  readonly via: string;
  readonly text: string;
  /** The bytes of the text it was decoded from that stand for these of `text`. */
  spanOf(start: number, end: number): Span;
  /** All of it stands for any part of it: what is found in it is told with the whole of it. */
  readonly isRun: boolean;
  /** Joined by guess: only a format that knows where its tokens end can tell whether rightly. */
  readonly isGuess: boolean;
}

export type Decoder = (text: string) => Iterable<Piece>;
