import { cleanLine } from "../../kernel/text.ts";
import type { Finding } from "../finding.ts";
import type { Printer } from "./printer.ts";

const MAX_PLACE = 4_096;
const COMMIT_CHARS = 12;
/** As much of a fingerprint as a file of ignored ones needs to hold. */
const FINGERPRINT_CHARS = 16;

/** For people: one finding a line, beginning with a place that terminals make a link of. */
export function textPrinter(reveal: boolean): Printer {
  return {
    begin: "",
    finding: (finding) => `${placeOf(finding)}: ${finding.format} ${what(finding, reveal)}${notes(finding)}\n`,
    end: () => "",
  };
}

function placeOf({ path, line, column, member }: Finding): string {
  const inside = member === null ? "" : `!${member}`;
  return `${cleanLine(path + inside, MAX_PLACE)}:${line}:${column}`;
}

function what({ redacted, token }: Finding, reveal: boolean): string {
  return reveal ? token.reveal("--reveal was asked for") : redacted;
}

function notes({ commit, fingerprint, verdict, via }: Finding): string {
  const facts = [
    ...(typeof verdict === "string" ? [verdict] : []),
    ...(commit === null ? [] : [`commit ${commit.slice(0, COMMIT_CHARS)}`]),
    ...(via.length === 0 ? [] : [`via ${via.join(", ")}`]),
    fingerprint.slice(0, FINGERPRINT_CHARS),
  ];
  return ` (${facts.join("; ")})`;
}
