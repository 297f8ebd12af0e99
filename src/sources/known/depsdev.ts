import type { SourceSettings } from "../registry.ts";
import { discloserSource } from "../reports/discloser.ts";
import type { ReportSource } from "../source.ts";

const ID = "depsdev";

/** Google's deps.dev. It agrees its header names with each receiver; these two pairs are the ones that receivers published. */
export default function depsdev(settings: SourceSettings): ReportSource | null {
  const { depsdev: configured, keysOf } = settings;
  if (configured.keysUrl === null) return null;
  return discloserSource(
    {
      id: ID,
      title: "deps.dev",
      headers: [
        { keyId: "depsdev-public-key-identifier", signature: "depsdev-public-key-signature" },
        { keyId: "gosst-public-key-identifier", signature: "gosst-public-key-signature" },
      ],
      keysUrl: configured.keysUrl,
      curves: ["P-256"],
      urlField: "url",
      labels: "off",
      hosts: ["deps.dev"],
    },
    { ...settings, ...keysOf?.(ID) },
  );
}
