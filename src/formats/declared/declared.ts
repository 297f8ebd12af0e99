import { type PatternResult, parseLinearPattern, runPattern } from "../../kernel/patterns/linear-pattern.ts";
import type { Format } from "../format.ts";
import { macaroonFormat } from "../macaroon/format.ts";
import { type Body, patternBody } from "../text/body.ts";
import { CRC32_BASE62 } from "../text/checksum.ts";
import { textFormat } from "../text/format.ts";
import { WORD_EDGES } from "../text/neighbours.ts";
import type { Declaration } from "./declaration.ts";

/** A format that the configuration declares: no code, one of three kinds. */
export function declaredFormat(declaration: Declaration): Format {
  const { id, title = id, issuer = null, types: reportedAs = [] } = declaration;
  const common = { id, title, issuer, reportedAs };
  if (declaration.kind === "macaroon") {
    const { identifier = "any", location, prefix } = declaration;
    return macaroonFormat({ ...common, prefix, location, identifier });
  }
  const shown = declaration.redaction === undefined ? {} : { shown: declaration.redaction };
  if (declaration.kind === "pattern") {
    return textFormat({ ...common, ...shown, prefixes: [declaration.prefix], body: bodyOf(declaration) });
  }
  const pattern = runPattern("0-9A-Za-z", [declaration.length + CRC32_BASE62.length, declaration.length + CRC32_BASE62.length]);
  const body = patternBody([pattern], { checksum: CRC32_BASE62 });
  return textFormat({ ...common, ...shown, prefixes: declaration.prefixes, body, selfDelimiting: true });
}

function bodyOf({ alphabet = "", length = 0, pattern }: Extract<Declaration, { kind: "pattern" }>): Body {
  const range = typeof length === "number" ? ([length, length] as const) : length;
  const parsed: PatternResult = pattern === undefined ? runPattern(alphabet, range) : parseLinearPattern(pattern);
  return patternBody([parsed], { neighbours: WORD_EDGES });
}
