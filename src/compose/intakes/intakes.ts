import { RateLimit } from "../../access/rate-limit.ts";
import type { Config } from "../../config/config.ts";
import { Database } from "../../db/database.ts";
import { SourceHealth } from "../../incidents/health/source-health.ts";
import { Claims } from "../../incidents/intake/claims.ts";
import { EventIntake } from "../../incidents/intake/events.ts";
import { Imports } from "../../incidents/intake/imports.ts";
import { Intake } from "../../incidents/intake/intake.ts";
import { Reception } from "../../incidents/intake/reception.ts";
import type { IncidentSettings } from "../../incidents/settings.ts";
import type { Dispatcher } from "../../jobs/dispatcher.ts";
import type { Logger } from "../../kernel/log.ts";
import type { Source } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { Core } from "../core.ts";
import type { Store } from "../store.ts";
import { composeHosts } from "./hosts.ts";
import { composeSources } from "./sources.ts";

/** What the heart needs to know of the configuration. */
export function incidentSettings({ mail, storage }: Config): IncidentSettings {
  return {
    retentionDays: storage.retentionDays,
    mailHost: mail.from.address.split("@").at(-1)!,
    operator: mail.operatorAddress,
    copyTo: mail.copyTo,
    locale: mail.locale,
    digestHours: mail.digestHours,
  };
}

/** Every way in which a report comes in. */
export interface Intakes {
  readonly sources: ReadonlyMap<string, Source>;
  readonly reception: Reception;
  readonly events: EventIntake;
  readonly imports: Imports;
  readonly claims: Claims;
  readonly revokeLimit: RateLimit;
  readonly revokeTokenLimit: RateLimit;
  readonly health: SourceHealth;
  readonly answerLimit: RateLimit;
  close(): Promise<void>;
}

export interface IntakesNeeds {
  readonly config: Config;
  readonly core: Core;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly wake: Dispatcher["wake"];
}

// Hooks: as many transactions as run at once, and one for a delivery that has to be committed sealed beside them.
const HOOK_CONNECTIONS = 6;
// For what anyone may ask: however many do, the others keep their connections.
const PUBLIC_CONNECTIONS = 3;

// Of one type, from sources that pass on what anyone can make them send.
const TYPE_PER_HOUR = 10_000;

// Whoever finds tokens finds a few at a time; one request may hold a thousand, and not every one of them.
const TOKENS_PER_REVOKE = 100;

// Of the owner of one incident.
const ANSWERS_PER_HOUR = 20;

export async function composeIntakes({ config, core, log, metrics, store, wake }: IntakesNeeds): Promise<Intakes> {
  const { classifier, clock, decider, formats, keyring, matcher, sealer, types } = core;
  const db = new Database(store.url, log, { name: "hooks", max: HOOK_CONNECTIONS, prepares: store.sessions });
  const publicDb = new Database(store.url, log, { name: "public", max: PUBLIC_CONNECTIONS });
  const limit = new RateLimit(db, keyring, "reported type", TYPE_PER_HOUR);
  const sources = await composeSources(config, clock, metrics, log, db, limit, composeHosts(config, formats, clock));
  const health = new SourceHealth({ db: publicDb, metrics, log });
  const settings = incidentSettings(config);
  const intake = new Intake({ db, classifier, matcher, keyring, sealer, decider, types, metrics, health, settings, wake });
  return {
    sources,
    reception: new Reception({ db, intake, keyring, log, sources, wake }),
    events: new EventIntake({ db, intake, keyring, log, metrics, sources, wake }),
    imports: new Imports({ intake, matcher, formats, keyring }),
    claims: new Claims({ db: publicDb, intake, classifier, matcher, keyring, metrics, log, wake }),
    answerLimit: new RateLimit(publicDb, keyring, "owner's answer", ANSWERS_PER_HOUR),
    revokeLimit: new RateLimit(publicDb, keyring, "revoke", config.http.revokesPerHour),
    revokeTokenLimit: new RateLimit(publicDb, keyring, "tokens to revoke", config.http.revokesPerHour * TOKENS_PER_REVOKE),
    health,
    close: async () => {
      await health.stop();
      await Promise.all([db.close(), publicDb.close()]);
    },
  };
}
