import { AppError } from "../../kernel/errors.ts";
import { Secret } from "../../kernel/secret.ts";
import type { ParsedDelivery, Report } from "../source.ts";
import { isObject, readJson } from "./json.ts";
import { boundedRecords, cleanPlace, cleanUrl, isToken } from "./records.ts";

/** Our own report document: `{"reports":[{token, type?, url?, place?, path?, line?, commit?}]}`. @throws AppError as `readRecords` */
export function readReportDocument(body: Buffer): ParsedDelivery {
  const document = readJson(body, 'a JSON object {"reports":[…]}');
  const reports = isObject(document) ? document["reports"] : undefined;
  if (!Array.isArray(reports)) throw new AppError("malformed_body", 'The body is JSON; it has to be an object {"reports":[…]}.');
  return boundedRecords(reports).map(readOwnReport);
}

/** One record of it; null when it holds no token. Only the token is needed. */
function readOwnReport(record: unknown): Report | null {
  if (!isObject(record) || !isToken(record["token"])) return null;
  const { token, type, url, place } = record;
  return {
    token: new Secret(token),
    type: typeof type === "string" ? type : "",
    url: cleanUrl(url) ?? cleanUrl(positionOf(record)),
    place: cleanPlace(place),
  };
}

/** Where in a file it stands, in one line: `a/b.py:3 @9fceb02`. Null without a path. */
export function positionOf({
  commit,
  line,
  path,
}: {
  readonly path?: unknown;
  readonly line?: unknown;
  readonly commit?: unknown;
}): string | null {
  if (typeof path !== "string" || path === "") return null;
  const where = typeof line === "number" && Number.isSafeInteger(line) && line > 0 ? `${path}:${line}` : path;
  return typeof commit === "string" && commit !== "" ? `${where} @${commit.slice(0, 64)}` : where;
}
