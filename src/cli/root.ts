import type { Config, Role } from "../config/config.ts";
import type { Format } from "../formats/format.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";

/** A service that runs until it is stopped. */
export interface RunningService {
  /** Where it listens, as `http://host:port`. */
  readonly url: string;
  /** Not ready → no new requests → finish what was begun → close. */
  stop(): Promise<void>;
}

/** One thing `tokenward doctor` looked at. */
export interface Diagnosis {
  readonly name: string;
  readonly verdict: "ok" | "warning" | "failed";
  /** What was found and, unless all is well, what to do. */
  readonly found: string;
}

export interface MintOrder {
  readonly owner: { readonly name: string; readonly email: string; readonly locale: string | null };
  readonly name: string;
  readonly expiresAt: Date | null;
}

/** What the commands ask of the composition root. */
export interface Root {
  serve(config: Config, log: Logger, role: Role): Promise<RunningService>;
  /** Answers how many migrations were applied. */
  migrate(config: Config, log: Logger): Promise<number>;
  mint(config: Config, log: Logger, order: MintOrder): Promise<{ readonly id: string; readonly token: Secret }>;
  mintAdminToken(config: Config, log: Logger, name: string): Promise<Secret>;
  diagnose(config: Config, log: Logger): Promise<readonly Diagnosis[]>;
  formats(config: Config): Promise<readonly Format[]>;
}
