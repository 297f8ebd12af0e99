import { isObject } from "../reports/json.ts";
import { positionOf } from "../reports/schema.ts";
import { type ScannedSecret, textOf, textsOf } from "./scanned.ts";

/**
 * One result of SARIF 2.1.0, which has no field for a secret: it may stand in the snippet, in the message, or nowhere (trufflehog tells
 * a hash of it). The rest of a run
 * that a result needs (`redactionTokens`) is given, as far as it stood before it.
 */
export function readResult(result: Readonly<Record<string, unknown>>, redactions: readonly string[]): ScannedSecret | null {
  if (!("message" in result) && !("ruleId" in result) && !("locations" in result)) return null;
  const [location] = Array.isArray(result["locations"]) ? (result["locations"] as readonly unknown[]) : [];
  const physical = at(location, "physicalLocation");
  const region = at(physical, "region");
  const snippets = textsOf(textIn(region, "snippet"), textIn(at(physical, "contextRegion"), "snippet"));
  return {
    texts: [...snippets, ...textsOf(textIn(result, "message"))],
    valueless: snippets.length === 0,
    type: textOf(result["ruleId"]) ?? textOf(field(at(result, "rule"), "id")) ?? "",
    url: positionOf({ path: field(at(physical, "artifactLocation"), "uri"), line: field(region, "startLine"), commit: commitOf(result) }),
    place: "file",
    redactions,
  };
}

/** gitleaks puts the commit there, beside its author, whom we leave alone. */
function commitOf(result: Readonly<Record<string, unknown>>): unknown {
  return field(at(result, "partialFingerprints"), "commitSha");
}

function at(value: unknown, name: string): Readonly<Record<string, unknown>> {
  const inner = field(value, name);
  return isObject(inner) ? inner : {};
}

function field(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function textIn(value: unknown, name: string): unknown {
  return field(at(value, name), "text");
}
