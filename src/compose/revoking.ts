import type { Config } from "../config/config.ts";
import type { Database } from "../db/database.ts";
import { IncidentActions } from "../incidents/acts/actions.ts";
import { Checking } from "../incidents/acts/checking.ts";
import { BulkJobs } from "../incidents/bulk/bulk-jobs.ts";
import { BulkWorker } from "../incidents/bulk/bulk-worker.ts";
import { Casework } from "../incidents/casework/casework.ts";
import { ElsewhereRevoker } from "../incidents/revoking/elsewhere.ts";
import { Revoker } from "../incidents/revoking/revoker.ts";
import type { IncidentSettings } from "../incidents/settings.ts";
import type { Handlers } from "../jobs/workers.ts";
import { Calm } from "../kernel/flow/calm.ts";
import type { Logger } from "../kernel/log.ts";
import type { ObligationKind } from "../obligations/obligation.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Core } from "./core.ts";

export interface RevokingNeeds {
  readonly config: Config;
  readonly core: Core;
  /** The workers' pool. */
  readonly workDb: Database;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly settings: IncidentSettings;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** What ends a token's life, and what people do about incidents. */
export interface Revoking {
  readonly actions: IncidentActions;
  readonly checking: Checking;
  readonly bulk: BulkJobs;
  readonly casework: Casework;
  /** Resolves while nothing is being revoked here: what can wait waits for it. */
  readonly calm: () => Promise<void>;
  readonly handlers: Pick<Handlers, "revoke" | "revoke_elsewhere" | "bulk">;
}

export function composeRevoking({ config, core, log, metrics, settings, wake, workDb }: RevokingNeeds): Revoking {
  const { classifier, clock, db, decider, sealer } = core;
  const issuers = core.issuers.byId;
  const calm = new Calm();
  const actions = new IncidentActions({ db, issuers, decider, sealer, settings, wake });
  const revoker = new Revoker({ db: workDb, issuers, metrics, log, settings, wake });
  const suspendHours = (format: string, source: string): number | null => decider.policyFor(format, source).suspendHours;
  const elsewhere = new ElsewhereRevoker({ db: workDb, issuers, sealer, metrics, log, settings, suspendHours, wake });
  const bulkWorker = new BulkWorker({ db: workDb, issuers, actions, settings, log, wake });
  return {
    actions,
    checking: new Checking({ db, issuers, classifier, sealer, clock }),
    bulk: new BulkJobs({ db, issuers, approvalAbove: config.dashboard.bulkApprovalAbove, wake }),
    casework: new Casework({ db, settings }),
    calm: () => calm.wait(),
    handlers: {
      revoke: (batch) => calm.during(() => revoker.run(batch)),
      revoke_elsewhere: (batch) => elsewhere.run(batch),
      bulk: (batch) => bulkWorker.run(batch),
    },
  };
}
