import type { Config } from "../config/config.ts";
import type { Database } from "../db/database.ts";
import type { Format } from "../formats/format.ts";
import { Circuits } from "../incidents/health/circuits.ts";
import type { BuiltinIssuer } from "../issuers/builtin/builtin.ts";
import type { Issuer, RemoteIssuer } from "../issuers/issuer.ts";
import type { PaceObserver } from "../issuers/kit/pace.ts";
import { nobody } from "../issuers/nobody.ts";
import { createIssuers } from "../issuers/registry.ts";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";

/** Every issuer there is, by id. */
export interface Issuers {
  readonly byId: ReadonlyMap<string, Issuer>;
  readonly remote: readonly RemoteIssuer[];
  close(): Promise<void>;
}

/** The built-in issuer, those of the configuration, and nobody. @throws AppError `invalid_config` that names every mistake */
export async function composeIssuers(
  config: Config,
  formats: readonly Format[],
  builtin: BuiltinIssuer,
  db: Database,
  log: Logger,
  metrics: Metrics | null,
): Promise<Issuers> {
  assertIssuersExist(formats, [builtin.id, ...config.file.issuers.map(({ id }) => id)]);
  const circuits = new Circuits(db, log);
  const remote = await createIssuers(config.file.issuers, { log, observe: (issuer) => observer(issuer, circuits, metrics) });
  return {
    byId: new Map<string, Issuer>([builtin, nobody, ...remote].map((issuer) => [issuer.id, issuer])),
    remote,
    close: async () => {
      await Promise.all(remote.map((issuer) => issuer.close()));
      await circuits.settled();
    },
  };
}

/** @throws AppError `invalid_config` when a format names an issuer that does not exist */
export function assertIssuersExist(formats: readonly Format[], issuers: readonly string[]): void {
  for (const { id, issuer } of formats) {
    if (issuer === null || issuers.includes(issuer)) continue;
    const what = `the token format "${id}" names the issuer "${issuer}", which is not configured`;
    throw new AppError("invalid_config", `${what}; allowed: ${issuers.join(", ")}`);
  }
}

function observer(issuer: string, circuits: Circuits, metrics: Metrics | null): PaceObserver {
  metrics?.issuerCircuit.set({ issuer }, 0);
  return {
    onCall: (outcome, seconds) => {
      metrics?.issuerCalls.inc({ issuer, outcome });
      metrics?.issuerSeconds.observe({ issuer }, seconds);
    },
    onCircuit: (circuit) => {
      metrics?.issuerCircuit.set({ issuer }, circuit.state === "closed" ? 0 : 1);
      circuits.note(issuer, circuit);
    },
  };
}
