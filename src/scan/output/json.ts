import type { Printer } from "./printer.ts";
import { findingView, summaryView } from "./view.ts";

/** One JSON document. */
export function jsonPrinter(reveal: boolean): Printer {
  return {
    begin: '{"findings":[',
    finding: (finding, index) => `${index === 0 ? "\n" : ",\n"}${JSON.stringify(findingView(finding, reveal))}`,
    // What follows are the members of the same object.
    end: (summary) => `\n],${JSON.stringify(summaryView(summary)).slice(1)}\n`,
  };
}

/** One JSON object a line: findings, then a last line that tells what was scanned. */
export function ndjsonPrinter(reveal: boolean): Printer {
  return {
    begin: "",
    finding: (finding) => `${JSON.stringify(findingView(finding, reveal))}\n`,
    end: (summary) => `${JSON.stringify(summaryView(summary))}\n`,
  };
}
