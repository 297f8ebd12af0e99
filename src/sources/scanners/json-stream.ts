import { Tokenizer, TokenParser, TokenType } from "@streamparser/json";
import { AppError } from "../../kernel/errors.ts";
import type { Chunks } from "./bytes.ts";

/** A value of a document, with the names (and numbers) that lead to it. */
export interface JsonValue {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

const MAX_DEPTH = 100;
const MAX_VALUE_BYTES = 16 * 1024 * 1024;

/**
 * The values at `paths` of one JSON document, each as soon as it is complete and never in memory all together; what
 * holds a value comes after it and without it. @throws AppError `malformed_body`
 */
export async function* jsonValues(chunks: Chunks, paths: readonly string[]): AsyncGenerator<JsonValue> {
  const values: JsonValue[] = [];
  const parser = new TokenParser({ paths: [...paths], keepStack: false });
  parser.onValue = ({ key, stack, value }) => {
    // The outermost container has no name.
    const path = [...stack.slice(1).map((one) => one.key), key].filter((step) => step !== undefined);
    values.push({ path, value });
  };
  const tokenizer = boundedTokenizer(parser);
  let since = 0;
  for await (const chunk of chunks) {
    strictly(() => tokenizer.write(chunk));
    since = values.length > 0 ? 0 : since + chunk.length;
    if (since > MAX_VALUE_BYTES) throw new AppError("malformed_body", "The report holds a value of more than 16 MiB.");
    yield* values.splice(0);
  }
  strictly(() => tokenizer.end());
  yield* values.splice(0);
}

function boundedTokenizer(parser: TokenParser): Tokenizer {
  const tokenizer = new Tokenizer();
  let depth = 0;
  tokenizer.onToken = (token) => {
    if (token.token === TokenType.LEFT_BRACE || token.token === TokenType.LEFT_BRACKET) depth += 1;
    if (token.token === TokenType.RIGHT_BRACE || token.token === TokenType.RIGHT_BRACKET) depth -= 1;
    if (depth > MAX_DEPTH) throw new Error("too deep");
    parser.write(token);
  };
  tokenizer.onEnd = () => {
    if (!parser.isEnded) parser.end();
  };
  return tokenizer;
}

function strictly(work: () => void): void {
  try {
    work();
  } catch {
    // Without the cause: the parser's message quotes the report.
    throw new AppError("malformed_body", "The report is not JSON to its end, or nested deeper than 100 levels.");
  }
}
