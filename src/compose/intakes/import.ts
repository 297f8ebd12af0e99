import type { ImportSummary } from "../../cli/root.ts";
import type { Config } from "../../config/config.ts";
import { Imports } from "../../incidents/intake/imports.ts";
import { Intake } from "../../incidents/intake/intake.ts";
import { createMetrics } from "../../telemetry/metrics.ts";
import type { Core } from "../core.ts";
import { incidentSettings } from "./intakes.ts";

/** Takes a scanner's report without a server: what is owed is dispatched by the service, at once or when it next runs. */
export async function importReport(
  config: Config,
  { classifier, clock, db, decider, formats, keyring, matcher, sealer, types }: Core,
  report: AsyncIterable<Uint8Array>,
  backfill: boolean,
): Promise<ImportSummary> {
  const intake = new Intake({
    db,
    classifier,
    matcher,
    keyring,
    sealer,
    decider,
    types,
    metrics: createMetrics(),
    settings: incidentSettings(config),
    wake: () => undefined,
  });
  return await new Imports({ intake, matcher, formats, keyring }).accept(report, clock.now(), { backfill });
}
