import type { SourceSettings } from "../registry.ts";
import { discloserSource } from "../reports/discloser.ts";
import type { ReportSource } from "../source.ts";

/** Whoever else signs what it discloses, without code of its own: deps.dev, and the disclosers of the configuration file. */
export default function disclosers(settings: SourceSettings): readonly ReportSource[] {
  return settings.disclosers.map((discloser) => discloserSource(discloser, { ...settings, ...settings.keysOf?.(discloser.id) }));
}
