import type { Format } from "../../formats/format.ts";
import { packageVersion } from "../../kernel/place/version.ts";
import { githubPrinter } from "../../scan/output/github.ts";
import { jsonPrinter, ndjsonPrinter } from "../../scan/output/json.ts";
import type { Printer } from "../../scan/output/printer.ts";
import { sarifPrinter } from "../../scan/output/sarif.ts";
import { textPrinter } from "../../scan/output/text.ts";
import type { ScanOrder } from "./options.ts";

/** @param formats all there are: the rules of a report do not change with what was looked for */
export function printerFor({ report, reveal }: ScanOrder, formats: readonly Format[]): Printer {
  switch (report) {
    case "text":
      return textPrinter(reveal);
    case "json":
      return jsonPrinter(reveal);
    case "ndjson":
      return ndjsonPrinter(reveal);
    case "sarif":
      return sarifPrinter({ version: packageVersion(), formats });
    case "github":
      return githubPrinter;
    default:
      return report satisfies never;
  }
}
