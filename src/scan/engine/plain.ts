import type { Candidate, Format } from "../../formats/format.ts";
import { literals } from "../../formats/literals.ts";
import { createMatcher, type Matcher } from "../../formats/matcher.ts";
import type { Found } from "../scanner.ts";
import { ALLOW_REACH, isAllowed } from "./allowed.ts";

/** Characters with a zero between every two; whether the zeros stand before them or behind is told by where they stand in the file. */
const WIDE = /(?:[\t\n\r -~]\0){7,}[\t\n\r -~]/gu;

type Placed = Omit<Found, "line" | "column">;

/** The reference: keeps everything until the end, and looks everywhere. */
export class PlainStream {
  readonly #matcher: Matcher;
  readonly #starts: RegExp;
  readonly #allow: string | undefined;
  readonly #chunks: Buffer[] = [];

  constructor({ allow, formats }: { readonly formats: readonly Format[]; readonly allow?: string }) {
    this.#matcher = createMatcher(formats);
    this.#starts = literals(this.#matcher.prefixes, "gu");
    this.#allow = allow;
  }

  push(chunk: Uint8Array): readonly Found[] {
    this.#chunks.push(Buffer.from(chunk));
    return [];
  }

  end(): readonly Found[] {
    const text = Buffer.concat(this.#chunks).toString("latin1");
    const direct = this.#tokens(text).map((token) => this.#placed(token, token.start, token.end, []));
    const wide = Array.from(text.matchAll(WIDE)).flatMap((stretch) => {
      const isBigEndian = stretch.index % 2 === 1;
      const at = isBigEndian ? stretch.index - 1 : stretch.index;
      const via = isBigEndian ? "utf-16-be" : "utf-16-le";
      return this.#tokens(stretch[0].replaceAll("\0", "")).map((token) =>
        this.#placed(token, at + token.start * 2, at + token.end * 2, [via]),
      );
    });
    const found = [...direct, ...wide].filter((one) => !this.#isAllowed(text, one)).toSorted((a, b) => a.start - b.start);
    return withLines(found, text);
  }

  #tokens(text: string): Candidate[] {
    const tokens: Candidate[] = [];
    this.#starts.lastIndex = 0;
    for (let hit = this.#starts.exec(text); hit !== null; hit = this.#starts.exec(text)) {
      const token = this.#matcher.read(text, hit.index);
      const isWhole = token !== null && token.wholeness !== "truncated";
      if (isWhole) tokens.push(token);
      this.#starts.lastIndex = isWhole ? token.end : hit.index + 1;
    }
    return tokens;
  }

  #placed({ format, redacted, text: token }: Candidate, start: number, end: number, via: readonly string[]): Placed {
    return { format, start, end, token, redacted, via, member: null };
  }

  #isAllowed(text: string, { end }: Placed): boolean {
    return this.#allow !== undefined && isAllowed(text.slice(end, end + ALLOW_REACH), this.#allow);
  }
}

/** @param found in order: the text is gone through once, however many there are */
function withLines(found: readonly Placed[], text: string): Found[] {
  let line = 1;
  let lineFrom = 0;
  return found.map((one) => {
    for (let feed = text.indexOf("\n", lineFrom); feed >= 0 && feed < one.start; feed = text.indexOf("\n", lineFrom)) {
      line += 1;
      lineFrom = feed + 1;
    }
    return { ...one, line, column: one.start - lineFrom + 1 };
  });
}
