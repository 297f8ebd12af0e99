import type { Config } from "../config/config.ts";
import { ensureSecret } from "../config/secret-file.ts";
import { Database } from "../db/database.ts";
import { assertSecretFits } from "../db/installation.sql.ts";
import type { Format } from "../formats/format.ts";
import { createMatcher, type Matcher } from "../formats/matcher.ts";
import { loadFormats } from "../formats/registry.ts";
import { Classifier } from "../incidents/intake/classifier.ts";
import { BuiltinIssuer } from "../issuers/builtin/builtin.ts";
import type { Issuer } from "../issuers/issuer.ts";
import { type Clock, systemClock } from "../kernel/clock.ts";
import { AppError } from "../kernel/errors.ts";
import { Keyring } from "../kernel/keyring.ts";
import type { Logger } from "../kernel/log.ts";
import type { Store } from "./store.ts";

/** What every command that touches tokens needs; no server, no queue. */
export interface Core {
  readonly clock: Clock;
  readonly keyring: Keyring;
  readonly db: Database;
  readonly builtin: BuiltinIssuer;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly formats: ReadonlyMap<string, Format>;
  readonly matcher: Matcher;
  readonly classifier: Classifier;
}

/** @throws AppError `invalid_config` when the secret is not this database's, or a format names no issuer */
export async function composeCore(config: Config, store: Store, log: Logger): Promise<Core> {
  const keyring = new Keyring(config.secrets.master ?? (await ensureSecret(config.storage.dataDir)));
  const db = new Database(store.url, log, { name: "api", max: 6 });
  await assertSecretFits(db, keyring);
  const { location, prefix } = config.tokens;
  const formatList = await loadFormats({ tokenPrefix: prefix, tokenLocation: location });
  const builtin = new BuiltinIssuer({ db, keyring, prefix: `${prefix}-`, location });
  const issuers = new Map<string, Issuer>([[builtin.id, builtin]]);
  const formats = new Map(formatList.map((format) => [format.id, format]));
  for (const { id, issuer } of formatList) {
    if (!issuers.has(issuer))
      throw new AppError("invalid_config", `the token format "${id}" names the issuer "${issuer}", which is not configured`);
  }
  const matcher = createMatcher(formatList);
  const classifier = new Classifier({ matcher, formats, issuers, keyring, clock: systemClock });
  return { clock: systemClock, keyring, db, builtin, issuers, formats, matcher, classifier };
}
