import type { Config } from "../config/config.ts";
import { ensureSecret } from "../config/secret-file.ts";
import { Database } from "../db/database.ts";
import { openKeyring } from "../db/installation.sql.ts";
import type { Format } from "../formats/format.ts";
import { createMatcher, type Matcher } from "../formats/matcher.ts";
import { loadFormats } from "../formats/registry.ts";
import { Classifier } from "../incidents/intake/classifier.ts";
import { Sealer } from "../incidents/sealing/sealer.ts";
import { TypeWatch } from "../incidents/types/type-watch.ts";
import { BuiltinIssuer } from "../issuers/builtin/builtin.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import type { Keyring } from "../kernel/keyring.ts";
import type { Logger } from "../kernel/log.ts";
import { Secret } from "../kernel/secret.ts";
import type { Decider } from "../policy/policy.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { formatSettings } from "./formats.ts";
import { composeIssuers, type Issuers } from "./issuers.ts";
import { composePolicy } from "./policy.ts";
import type { Store } from "./store.ts";

const LOOKUP_CONNECTIONS = 4;

/** What every command that touches tokens needs; no server, no queue. */
export interface Core {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly sealer: Sealer;
  readonly db: Database;
  /** For looking tokens up and nothing else: whoever waits for a lock elsewhere never keeps a delivery waiting. */
  readonly lookupDb: Database;
  readonly builtin: BuiltinIssuer;
  readonly issuers: Issuers;
  readonly decider: Decider;
  readonly formats: ReadonlyMap<string, Format>;
  readonly matcher: Matcher;
  readonly types: TypeWatch;
  readonly classifier: Classifier;
  close(): Promise<void>;
}

/** @throws AppError `invalid_config` when the secret is not this database's, or a format names no issuer */
export async function composeCore(config: Config, store: Store, log: Logger, metrics: Metrics | null = null): Promise<Core> {
  const secret = await readSecret(config);
  const db = new Database(store.url, log, { name: "api", max: 6 });
  const lookupDb = new Database(store.url, log, { name: "lookup", max: LOOKUP_CONNECTIONS, prepares: store.sessions });
  const opened: { close(): Promise<void> }[] = [db, lookupDb];
  const close = async (): Promise<void> => void (await Promise.all(opened.map((one) => one.close())));
  try {
    const keyring = await openKeyring(db, secret, config.secrets.previous);
    const { location, prefix } = config.tokens;
    const formatList = await loadFormats(formatSettings(config));
    const builtin = new BuiltinIssuer({ db, lookupDb, keyring, prefix: `${prefix}-`, location });
    const issuers = await composeIssuers(config, formatList, builtin, db, log, metrics);
    opened.push(issuers);
    const decider = composePolicy(config, formatList, issuers);
    const sealer = await Sealer.create(sealingKeys(config, keyring));
    const formats = new Map(formatList.map((format) => [format.id, format]));
    const matcher = createMatcher(formatList, { badChecksum: (format) => metrics?.badChecksums.inc({ format }) });
    const types = new TypeWatch(formatList);
    const classifier = new Classifier({ matcher, formats, issuers: issuers.byId, keyring, clock: systemClock, db: lookupDb });
    return { clock: systemClock, keyring, sealer, db, lookupDb, builtin, issuers, decider, formats, matcher, types, classifier, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The secret of the environment, or the one that is made once. */
export async function readSecret({ secrets, storage }: Config): Promise<Secret<Buffer>> {
  return secrets.master ?? (await ensureSecret(storage.dataDir));
}

/** The configured ones first; the derived one always opens. */
function sealingKeys({ secrets }: Config, { sealingKey }: Keyring): [Secret<Buffer>, ...Secret<Buffer>[]] {
  const [first = sealingKey, ...others] = (secrets.sealingKeys?.reveal("tell keys apart") ?? []).map((key) => new Secret(key));
  return [first, ...others, sealingKey];
}
