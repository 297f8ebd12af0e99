import { loadParts } from "../../config/load.ts";
import { createMatcher, MAX_REPORT_CHARS } from "../../formats/matcher.ts";
import { AppError } from "../../kernel/errors.ts";
import { type Context, hintAtTerminal } from "../context.ts";
import { boundedLines } from "../lines.ts";

/** @throws AppError `invalid_request` when there is none, or a line is none: a code host reports what looks like a token of ours */
export async function readTokens(context: Context): Promise<string[]> {
  hintAtTerminal(context);
  const formats = await context.root.formats(loadParts(context.env, ["tokens", "file"]));
  const matcher = createMatcher(formats);
  const tokens: string[] = [];
  let number = 0;
  for await (const line of boundedLines(context.stdin, MAX_REPORT_CHARS)) {
    number += 1;
    const text = line?.trim();
    if (text === "") continue;
    if (text === undefined || matcher.match(text) === null) {
      const known = formats.map(({ id }) => id).join(", ");
      throw new AppError(
        "invalid_request",
        `line ${number} of standard input holds no token of a known format (${known}); nothing was sent`,
      );
    }
    tokens.push(text);
  }
  if (tokens.length === 0) throw new AppError("invalid_request", "standard input holds no token; give one a line");
  return tokens;
}
