import type { Candidate, Format } from "../../formats/format.ts";
import { literals } from "../../formats/literals.ts";
import { createMatcher, type Matcher } from "../../formats/matcher.ts";
import type { Found } from "../scanner.ts";
import { ALLOW_REACH, isAllowed } from "./allowed.ts";
import { wideReadings } from "./wide.ts";

/** Characters with a zero between every two. */
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
    const direct = this.#tokens([{ text }]).map(({ token }) => this.#placed(token, token.start, token.end, []));
    const wide = Array.from(text.matchAll(WIDE)).flatMap(({ 0: stretch, index }) => {
      const [before, behind] = [text.charCodeAt(index - 1), text.charCodeAt(index + stretch.length)].map((code) => code || undefined);
      const readings = wideReadings({ text: stretch.replaceAll("\0", ""), at: index, before, behind });
      return this.#tokens(readings).map(({ reading: { shift, via }, token }) => {
        const at = index - shift;
        return this.#placed(token, at + token.start * 2, at + token.end * 2, [via]);
      });
    });
    const found = [...direct, ...wide].filter((one) => !this.#isAllowed(text, one)).toSorted((a, b) => a.start - b.start);
    return withLines(found, text);
  }

  /** At each place, of the first of these readings in which a token stands there. */
  #tokens<R extends { readonly text: string }>(readings: readonly R[]): { readonly token: Candidate; readonly reading: R }[] {
    const tokens: { readonly token: Candidate; readonly reading: R }[] = [];
    for (let at = this.#next(readings, 0); at >= 0; ) {
      const found = this.#first(readings, at);
      if (found !== null) tokens.push(found);
      at = this.#next(readings, found?.token.end ?? at + 1);
    }
    return tokens;
  }

  /** Where, from `from` on, a token may begin. */
  #next(readings: readonly { readonly text: string }[], from: number): number {
    const starts = readings.map(({ text }) => {
      this.#starts.lastIndex = from;
      return this.#starts.exec(text)?.index ?? Number.POSITIVE_INFINITY;
    });
    const first = Math.min(...starts);
    return Number.isFinite(first) ? first : -1;
  }

  #first<R extends { readonly text: string }>(
    readings: readonly R[],
    at: number,
  ): { readonly token: Candidate; readonly reading: R } | null {
    for (const reading of readings) {
      const token = this.#matcher.read(reading.text, at);
      if (token !== null && token.wholeness !== "truncated") return { token, reading };
    }
    return null;
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
