import type { SourceSettings } from "../registry.ts";
import { discloserSource } from "../reports/discloser.ts";
import type { ReportSource } from "../source.ts";

const ID = "gitlab-partner";

/**
 * GitLab.com's partner API. The address of its keys is told on request; 2xx means received and processed, and whatever
 * is 400 or more comes again, so that one bad record must never refuse its batch.
 */
export default function gitlabPartner(settings: SourceSettings): ReportSource | null {
  const { gitlab, keysOf } = settings;
  if (gitlab.keysUrl === null) return null;
  return discloserSource(
    {
      id: ID,
      title: "GitLab secret detection",
      headers: [{ keyId: "gitlab-public-key-identifier", signature: "gitlab-public-key-signature" }],
      keysUrl: gitlab.keysUrl,
      curves: ["P-256"],
      urlField: "url",
      labels: "off",
      hosts: ["gitlab.com", "www.gitlab.com"],
    },
    { ...settings, ...keysOf?.(ID) },
  );
}
