import type { SourceSettings } from "../registry.ts";
import { readReportDocument } from "../reports/schema.ts";
import { standardWebhooks } from "../signing/standard-webhooks.ts";
import type { ReportSource } from "../source.ts";

/** Anybody who signs by Standard Webhooks and reports in our own schema. */
export default function standard({ clock, standardSecrets }: SourceSettings): ReportSource | null {
  if (standardSecrets === null) return null;
  return {
    kind: "reports",
    id: "standard",
    title: "Standard Webhooks",
    authenticate: standardWebhooks(standardSecrets, clock),
    parse: readReportDocument,
    answer: () => ({ status: 204 }),
    ownsHost: () => false,
  };
}
