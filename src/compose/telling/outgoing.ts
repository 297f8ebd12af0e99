import type { Config } from "../../config/config.ts";
import type { Database } from "../../db/database.ts";
import type { Logger } from "../../kernel/log.ts";
import { guardedFetch } from "../../kernel/net/guarded-fetch.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { Courier } from "../../outgoing/courier.ts";
import { Endpoints } from "../../outgoing/endpoints.ts";
import { Follower } from "../../outgoing/follower.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { Core } from "../core.ts";

export interface Outgoing {
  readonly endpoints: Endpoints;
  readonly follower: Follower;
  readonly courier: Courier;
}

export interface OutgoingNeeds {
  readonly config: Config;
  readonly core: Core;
  readonly workDb: Database;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly publicUrl: () => string;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** Telling machines: who is told, what they are told, and bringing it to them. */
export function composeOutgoing({ config, core, log, metrics, publicUrl, wake, workDb }: OutgoingNeeds): Outgoing {
  const { keyring } = core;
  return {
    endpoints: new Endpoints({ db: core.db, keyring, wake }),
    follower: new Follower({ db: workDb, log, publicUrl, wake }),
    courier: new Courier({ db: workDb, keyring, fetch: guardedFetch(config.outgoing.allowAddresses), metrics }),
  };
}
