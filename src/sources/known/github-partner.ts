import type { SourceSettings } from "../registry.ts";
import { discloserSource } from "../reports/discloser.ts";
import type { ReportSource } from "../source.ts";

const ID = "github-partner";

/** GitHub's secret scanning partner programme. Its keys are public, so it is always configured. */
export default function githubPartner(settings: SourceSettings): ReportSource {
  const { github, keysOf, labels } = settings;
  return discloserSource(
    {
      id: ID,
      title: "GitHub secret scanning",
      headers: [{ keyId: "github-public-key-identifier", signature: "github-public-key-signature" }],
      keysUrl: `${github.apiUrl}/meta/public_keys/secret_scanning`,
      keysToken: github.token,
      curves: ["P-256"],
      urlField: "url",
      labels,
      // Where GitHub says it looks: repositories, gists, and packages on npm.
      hosts: [
        "github.com",
        "www.github.com",
        "gist.github.com",
        "raw.githubusercontent.com",
        "gist.githubusercontent.com",
        "npmjs.com",
        "www.npmjs.com",
      ],
    },
    { ...settings, ...keysOf?.(ID) },
  );
}
