import { createHash } from "node:crypto";
import type { Label, ParsedDelivery, Report, SourceAnswer } from "../source.ts";

/** One row per labelled report, as GitHub documents it: the token or its SHA-256, the type as it came, the label. */
export function feedback(reports: ParsedDelivery, labels: readonly Label[] | null, mode: "raw" | "hash"): SourceAnswer {
  const rows = reports.flatMap((report, index) => {
    const label = labels?.[index] ?? null;
    return report === null || label === null ? [] : [{ ...nameToken(report, mode), token_type: report.type, label }];
  });
  return { status: 200, body: rows };
}

function nameToken(report: Report, mode: "raw" | "hash"): { token_raw: string } | { token_hash: string } {
  const token = report.token.reveal("tell a source which of its reports a label is for");
  return mode === "raw" ? { token_raw: token } : { token_hash: createHash("sha256").update(token).digest("hex") };
}
