import { randomBytes } from "node:crypto";
import type { Format } from "../../format.ts";
import { textFormat } from "../../text/format.ts";

const PREFIX = "secret-token:";
const RUN = /(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2}){0,4096}/uy;
const LONGEST_RUN = 3 * 4_096;
const PUNCTUATION = /[.,;:!')]+$/u;
// The specification asks for one character; fewer than eight are an example, or a redaction of ours.
const SHORTEST = 8;
/** Characters that a token may hold, but not when they close what was opened in front of it. */
const CLOSING: Readonly<Record<string, string>> = { "'": "'", "(": ")", "*": "*", ",": ",", ";": ";", "&": "&" };

/** Where the token whose body starts at `from` ends: at the end of the run, but for what belongs to the sentence around it. */
function end(text: string, start: number, from: number): number | null {
  RUN.lastIndex = from;
  let run = RUN.exec(text)?.[0] ?? "";
  const isWholeText = start === 0 && from + run.length === text.length;
  if (!isWholeText) {
    const closing = run.indexOf(CLOSING[text[start - 1] ?? ""] ?? " ");
    run = (closing < 0 ? run : run.slice(0, closing)).replace(PUNCTUATION, "");
  }
  return run.length < SHORTEST ? null : from + run.length;
}

const SHAPE = { reach: PREFIX.length + LONGEST_RUN + 1, shortest: PREFIX.length + SHORTEST, run: null };

/** RFC 8959: the whole URI is the credential, percent-encoding and all. */
export default function secretTokenUri(): Format {
  return textFormat({
    id: "secret_token_uri",
    title: "secret-token URI",
    prefixes: [PREFIX],
    body: { end, shape: () => SHAPE, sample: () => randomBytes(24).toString("base64url") },
  });
}
