import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Candidate, Format } from "../../formats/format.ts";
import { decodeBytes, decodeText } from "../../formats/macaroon/codec/decode.ts";
import { PROVING_BYTES } from "../../formats/macaroon/format.ts";
import { type Decoded, LIMITS, malformed, PROBLEMS } from "../../formats/macaroon/macaroon.ts";
import { provesPossession } from "../../formats/macaroon/signature.ts";
import { createMatcher, MAX_REPORT_CHARS } from "../../formats/matcher.ts";
import { AppError } from "../../kernel/errors.ts";
import { boundedLines } from "../lines.ts";
import { type Inspection, inspectionText, redact, viewOf } from "./inspection.ts";

export interface InspectOptions {
  readonly input: Readable;
  readonly output: Writable;
  readonly json: boolean;
  /** As the issuer keeps it, before the macaroon key derivation. */
  readonly rootKey?: Buffer;
  readonly formats: readonly Format[];
}

/** Answers every line of the input with one inspection. Exit code 0: what is wrong with a token is an answer, not a failure. */
export async function runInspect({ input, output, json, rootKey, formats }: InspectOptions): Promise<number> {
  const reader = readerOf(formats);
  const print = json ? (found: Inspection) => `${JSON.stringify(found)}\n` : inspectionText;
  async function* answers(): AsyncGenerator<string> {
    for await (const line of boundedLines(input, MAX_REPORT_CHARS)) yield print(inspectLine(line, reader, rootKey));
  }
  await pipeline(Readable.from(answers()), output, { end: false });
  return 0;
}

/** What one line is: a token of a known format, else a bare macaroon. Null stands for a line too long to look at. */
function inspectLine(line: string | null, { byId, match }: Reader, rootKey?: Buffer): Inspection {
  const text = line?.trim() ?? "";
  const { candidate, unsound } = match(text);
  const found = candidate === null ? inspectBare(line === null ? null : text) : inspectToken(candidate, text);
  const { format, redacted, decoded } = found;
  const problem = unsound === null ? found.problem : `it would be a ${byId.get(unsound)!.title}, but its checksum is wrong`;
  const facts = candidate === null ? [] : (byId.get(candidate.format)!.facts?.(candidate, text) ?? []);
  const macaroon = decoded.ok ? decoded.macaroon : decoded.partial;
  return {
    format,
    redacted,
    ...(problem !== null && { problem }),
    ...(macaroon !== null && decoded.version !== null && { macaroon: viewOf(macaroon, decoded.version) }),
    ...(facts.length > 0 && { facts }),
    ...(rootKey !== undefined && { genuine: isGenuine(decoded, rootKey) }),
  };
}

interface Reader {
  readonly byId: ReadonlyMap<string, Format>;
  /** `unsound`: of which format something else was a token, but for its checksum. */
  readonly match: (text: string) => { readonly candidate: Candidate | null; readonly unsound: string | null };
}

function readerOf(formats: readonly Format[]): Reader {
  const unsound: string[] = [];
  const matcher = createMatcher(formats, { badChecksum: (format) => void unsound.push(format) });
  return {
    byId: new Map(formats.map((format) => [format.id, format])),
    match: (text) => {
      unsound.length = 0;
      const candidate = matcher.match(text);
      return { candidate, unsound: candidate === null ? (unsound[0] ?? null) : null };
    },
  };
}

interface Found {
  readonly format: string | null;
  readonly redacted: string;
  readonly problem: string | null;
  readonly decoded: Decoded;
}

function inspectToken({ format, redacted, bytes, wholeness, start, end }: Candidate, text: string): Found {
  const decoded = decodeBytes(bytes.reveal("inspect"));
  if (wholeness === "truncated") return { format, redacted, problem: PROBLEMS.truncated, decoded };
  return { format, redacted, problem: end - start < text.length ? "other text stands around the token" : null, decoded };
}

function inspectBare(text: string | null): Found {
  if (text === null) return { format: null, redacted: "…", problem: PROBLEMS.too_long, decoded: malformed("too_long") };
  const decoded = decodeText(text);
  if (decoded.ok) return { format: "macaroon", redacted: redact(text, decoded), problem: null, decoded };
  const behindPrefix = decodeText(text.slice(text.indexOf("-") + 1));
  if (behindPrefix.ok) {
    const problem = "a macaroon, but no known token format has this prefix and this kind of identifier";
    return { format: null, redacted: redact(text, behindPrefix), problem, decoded: behindPrefix };
  }
  return { format: null, redacted: redact(text, decoded), problem: PROBLEMS[decoded.problem], decoded };
}

/** A copy that lost its tail is genuine when what is left of its signature proves it, as it is for a report. */
function isGenuine(decoded: Decoded, rootKey: Buffer): boolean {
  if (decoded.ok) return provesPossession(decoded.macaroon, rootKey, LIMITS.signatureBytes);
  const { partial } = decoded;
  return partial !== null && provesPossession(partial, rootKey, Math.max(partial.signature.length, PROVING_BYTES));
}

/**
 * The value of `--root-key-hex`.
 * @throws AppError `invalid_request`; the message never holds the key
 */
export function rootKeyFromHex(text: string): Buffer {
  if (/^(?:[0-9a-f]{2})+$/iu.test(text)) return Buffer.from(text, "hex");
  const found = text === "" ? "it is empty" : text.length % 2 === 1 ? `it has ${text.length} characters` : "it has other characters";
  throw new AppError(
    "invalid_request",
    `--root-key-hex takes an even number of hexadecimal digits, but ${found}. For a key that is text use --root-key.`,
  );
}
