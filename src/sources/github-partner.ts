import { createHash } from "node:crypto";
import { AppError } from "../kernel/errors.ts";
import { Secret } from "../kernel/secret.ts";
import { cleanLine } from "../kernel/text.ts";
import { KeyStore, type KeyStoreOptions } from "./key-store.ts";
import type { LabelMode, SourceSettings } from "./registry.ts";
import { signedDiscloser } from "./signed-discloser.ts";
import type { Label, ParsedDelivery, Report, Source, SourceAnswer } from "./source.ts";

const ID = "github-partner";
const TITLE = "GitHub secret scanning";
const MAX_RECORDS = 100_000;
const MAX_TOKEN_CHARACTERS = 64 * 1024;
const MAX_URL_CHARACTERS = 2_000;
const MAX_PLACE_CHARACTERS = 100;

// Where GitHub says it looks: repositories, gists, and packages on npm.
const OWN_HOSTS: ReadonlySet<string> = new Set([
  "github.com",
  "www.github.com",
  "gist.github.com",
  "raw.githubusercontent.com",
  "gist.githubusercontent.com",
  "npmjs.com",
  "www.npmjs.com",
]);

export interface GithubPartnerOptions extends Pick<KeyStoreOptions, "clock" | "log" | "observer" | "timings"> {
  /** `https://api.github.com`, without a slash at the end. */
  readonly apiUrl: string;
  readonly token?: Secret | undefined;
  readonly labels: LabelMode;
}

/** GitHub's secret scanning partner programme: alerts that carry the leaked token, signed by a key of a public list. */
export function githubPartner(options: GithubPartnerOptions): Source {
  const { apiUrl, token, labels: mode, clock, log, observer, timings } = options;
  const endpoint = { url: `${apiUrl}/meta/public_keys/secret_scanning`, token };
  const keys = new KeyStore({ owner: TITLE, endpoint, clock, log, observer, timings });
  return {
    id: ID,
    title: TITLE,
    authenticate: signedDiscloser({
      keyIdHeader: "github-public-key-identifier",
      signatureHeader: "github-public-key-signature",
      findKey: async (id) => await keys.find(id),
    }),
    parse: (body) => readRecords(body).map(readReport),
    answer: (reports, labels) => (mode === "off" ? { status: 204 } : feedback(reports, labels, mode)),
    ownsHost: (host) => OWN_HOSTS.has(host),
    keyHealth: () => keys.health(),
  };
}

/** As `githubPartner`, from the settings of the installation; the keys are public, so it is always configured. */
export default function configuredGithubPartner({ github, keyOverlapMs, labels, clock, log, observe }: SourceSettings): Source {
  return githubPartner({ ...github, labels, clock, log, observer: observe?.(ID), timings: { overlap: keyOverlapMs } });
}

function readRecords(body: Buffer): readonly unknown[] {
  const document = parseJson(body);
  if (!Array.isArray(document)) throw new AppError("malformed_body", "The body is JSON; it has to be a JSON array of reports.");
  if (document.length > MAX_RECORDS) {
    throw new AppError("too_many_records", `The delivery holds ${document.length} reports; at most ${MAX_RECORDS} are accepted at once.`);
  }
  return document;
}

function parseJson(body: Buffer): unknown {
  try {
    // The bytes that were signed are the bytes that are read: nothing is replaced, and a byte order mark is not JSON.
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    // Without the cause: the parser's message quotes the body.
    throw new AppError("malformed_body", "The body has to be a JSON array of reports, in UTF-8 without a byte order mark; it is not JSON.");
  }
}

/** Copies the four known fields: whatever else a record holds, however deep, is never touched again. */
function readReport(record: unknown): Report | null {
  if (!isObject(record)) return null;
  const { token, type, url, source } = record;
  if (typeof token !== "string" || token === "" || token.length > MAX_TOKEN_CHARACTERS) return null;
  return {
    token: new Secret(token),
    // A report is never lost over its type, its address or its place: the token alone decides.
    type: typeof type === "string" ? type : "",
    url: cleanText(url, MAX_URL_CHARACTERS),
    place: cleanText(source, MAX_PLACE_CHARACTERS),
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** Null for what is not text, and for text of which nothing is left. */
function cleanText(value: unknown, max: number): string | null {
  const text = typeof value === "string" ? cleanLine(value, max) : "";
  return text === "" ? null : text;
}

function feedback(reports: ParsedDelivery, labels: readonly Label[] | null, mode: "raw" | "hash"): SourceAnswer {
  const rows = reports.flatMap((report, index) => {
    const label = labels?.[index] ?? null;
    return report === null || label === null ? [] : [{ ...nameToken(report, mode), token_type: report.type, label }];
  });
  return { status: 200, body: rows };
}

function nameToken(report: Report, mode: "raw" | "hash"): { token_raw: string } | { token_hash: string } {
  const token = report.token.reveal("tell GitHub which of its reports a label is for");
  return mode === "raw" ? { token_raw: token } : { token_hash: createHash("sha256").update(token).digest("hex") };
}
