import type { SourceSettings } from "../registry.ts";
import { readRecords, readReport } from "../reports/records.ts";
import { onlyValue, refused } from "../signing/header.ts";
import { isOneOfSecrets } from "../signing/shared-secrets.ts";
import type { ParsedDelivery, ReportSource } from "../source.ts";

/**
 * GitLab's Token Revocation API: a self-managed GitLab asks which types it may send, and then sends tokens of these.
 * Its shared token stands in `Authorization` without a scheme. The tokens come from reports of CI jobs, and so from
 * whoever can run one: claims, like all others.
 */
export default function gitlabRevocation({ gitlab, limit }: SourceSettings): ReportSource | null {
  const { revocableTypes, revocationTokens } = gitlab;
  if (revocationTokens === null) return null;
  const types = new Set(revocableTypes);
  return {
    kind: "reports",
    id: "gitlab-revocation",
    title: "GitLab (self-managed)",
    deliveryPath: "/v1/revoke_tokens",
    inquiries: { "/v1/revocable_token_types": () => ({ status: 200, body: { types: revocableTypes } }) },
    authenticate: async ({ headers }) => {
      const token = onlyValue(headers, "authorization");
      if (!token.ok) return await Promise.resolve(token);
      return isOneOfSecrets(revocationTokens, token.value) ? { ok: true } : refused("wrong_credentials");
    },
    parse: (body) => readRecords(body).map((record) => readReport(record, "location")),
    admit: async (reports) => {
      // Types that are not ours share one allowance: anybody can make up more of them.
      for (const [type, count] of countTypes(reports, types)) await limit?.spend(type, count);
    },
    // What we know is revoked all the same; 400 tells GitLab that the type is not ours and not to send the batch again.
    answer: (reports) => ({ status: reports.every((report) => report !== null && types.has(report.type)) ? 204 : 400 }),
    ownsHost: () => false,
  };
}

function countTypes(reports: ParsedDelivery, types: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const report of reports) {
    const type = report !== null && types.has(report.type) ? report.type : "";
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}
