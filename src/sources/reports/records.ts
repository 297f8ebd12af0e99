import { AppError } from "../../kernel/errors.ts";
import { Secret } from "../../kernel/secret.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { Report } from "../source.ts";
import { isObject, readJson } from "./json.ts";

const MAX_RECORDS = 100_000;
const MAX_TOKEN_CHARACTERS = 64 * 1024;
const MAX_URL_CHARACTERS = 2_000;
const MAX_PLACE_CHARACTERS = 100;

/** The records of a body that is a JSON array. @throws AppError `malformed_body` or `too_many_records` */
export function readRecords(body: Buffer): readonly unknown[] {
  const document = readJson(body, "a JSON array of reports");
  if (!Array.isArray(document)) throw new AppError("malformed_body", "The body is JSON; it has to be a JSON array of reports.");
  return boundedRecords(document);
}

/** @throws AppError `too_many_records` */
export function boundedRecords(records: readonly unknown[]): readonly unknown[] {
  if (records.length <= MAX_RECORDS) return records;
  throw new AppError("too_many_records", `The delivery holds ${records.length} reports; at most ${MAX_RECORDS} are accepted at once.`);
}

/** Copies the known fields of `{token, type, url, source}`: whatever else a record holds, however deep, is never touched again. */
export function readReport(record: unknown, urlField: "url" | "location" = "url"): Report | null {
  if (!isObject(record)) return null;
  const { token, type, source } = record;
  if (!isToken(token)) return null;
  return {
    token: new Secret(token),
    // A report is never lost over its type, its address or its place: the token alone decides.
    type: typeof type === "string" ? type : "",
    url: cleanUrl(record[urlField]),
    place: cleanPlace(source),
  };
}

export function isToken(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MAX_TOKEN_CHARACTERS;
}

/** One clean line, or null for what is not text or of which nothing is left. */
export function cleanUrl(value: unknown): string | null {
  return cleanText(value, MAX_URL_CHARACTERS);
}

export function cleanPlace(value: unknown): string | null {
  return cleanText(value, MAX_PLACE_CHARACTERS);
}

function cleanText(value: unknown, max: number): string | null {
  const text = typeof value === "string" ? cleanLine(value, max) : "";
  return text === "" ? null : text;
}
