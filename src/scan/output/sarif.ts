import type { Format } from "../../formats/format.ts";
import type { Finding, Skip, Summary } from "../finding.ts";
import type { Printer } from "./printer.ts";

export interface SarifTool {
  readonly version: string;
  /** Those that were looked for: one rule each. */
  readonly formats: readonly Pick<Format, "id" | "title">[];
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/** Names how the fingerprint is made; a new way would get a new name. */
const FINGERPRINT = "tokenwardFingerprint/v1";

/** SARIF 2.1.0. No property of it ever holds a token: there is no `snippet`, and what is shown is redacted. */
export function sarifPrinter(tool: SarifTool): Printer {
  const rules = new Map(tool.formats.map(({ id }, index) => [id, index]));
  return {
    begin: `{"version":"2.1.0","$schema":${JSON.stringify(SCHEMA)},"runs":[{"tool":${JSON.stringify({ driver: driver(tool) })},"results":[`,
    finding: (finding, index) => `${index === 0 ? "\n" : ",\n"}${JSON.stringify(result(finding, rules.get(finding.format)))}`,
    end: (summary) => `\n],"columnKind":"unicodeCodePoints","invocations":[${JSON.stringify(invocation(summary))}]}]}\n`,
  };
}

function driver({ formats, version }: SarifTool): object {
  return {
    name: "tokenward",
    version,
    semanticVersion: version,
    rules: formats.map(({ id, title }) => ({
      id,
      name: id,
      shortDescription: { text: `Leaked token: ${title}` },
      help: { text: "Revoke the token: whoever read it can use it. Removing it from the file does not make it secret again." },
      defaultConfiguration: { level: "error" },
      properties: { tags: ["security", "secret"], "security-severity": "9.0" },
    })),
  };
}

function result(
  { column, commit, end, fingerprint, format, line, member, path, redacted, start, verdict, via }: Finding,
  rule?: number,
): object {
  const region = { startLine: line, startColumn: column, byteOffset: start, byteLength: end - start };
  return {
    ruleId: format,
    ...(rule !== undefined && { ruleIndex: rule }),
    level: "error",
    message: { text: `${redacted}${member === null ? "" : ` in the archive's member ${member}`} is a leaked ${format} token.` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...(member === null && { region }) } }],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    properties: { redacted, via, member, commit, ...(typeof verdict === "string" && { verdict }) },
  };
}

function invocation({ interrupted, skipped }: Summary): object {
  const complete = !interrupted && !skipped.some(({ failed }) => failed);
  return { executionSuccessful: complete, toolExecutionNotifications: skipped.map(notification) };
}

function notification({ failed, member, path, reason }: Skip): object {
  const inside = member === null ? "" : `!${member}`;
  return {
    level: failed ? "error" : "note",
    message: { text: `Not scanned: ${path}${inside}: ${reason}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: uriOf(path) } } }],
  };
}

/** A path as a relative reference of a URI; an absolute one as `file:`. */
function uriOf(path: string): string {
  const escaped = path.split("/").map(encodeSegment).join("/");
  if (path.startsWith("/")) return `file://${escaped}`;
  return escaped;
}

// A lone surrogate cannot be encoded: it came from a name that is no text.
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment.toWellFormed());
}
