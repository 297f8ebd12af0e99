import { AdminTokens } from "../access/admin-tokens.ts";
import { SignInLinks } from "../access/sign-in-links.ts";
import { readHead } from "../audit/trail.sql.ts";
import { appendAudit, verifyTrail } from "../audit/trail.ts";
import type { Root } from "../cli/root.ts";
import type { Config } from "../config/config.ts";
import { retireOtherSecrets } from "../db/installation.sql.ts";
import { loadFormats } from "../formats/registry.ts";
import { rotateSeals } from "../incidents/sealing/rotation.ts";
import type { Logger } from "../kernel/log.ts";
import { mintToken } from "../tokens/mint.ts";
import { type Core, composeCore, readSecret } from "./core.ts";
import { diagnose } from "./diagnose/diagnose.ts";
import { formatSettings } from "./formats.ts";
import { importReport } from "./intakes/import.ts";
import { startService } from "./service.ts";
import { migrateStore, openStore, readyStore } from "./store.ts";
import { previewNotices, testNotice } from "./telling/preview.ts";

/** The composition root, as the commands see it. */
export const root: Root = {
  serve: startService,
  diagnose,
  previewNotices,
  testNotice: (config, _log, address, locale) => testNotice(config, address, locale),
  formats: (config) => loadFormats(formatSettings(config)),
  migrate: async (config, log) => {
    const store = await openStore(config, log);
    try {
      return await migrateStore(store, log);
    } finally {
      await store.close();
    }
  },
  mint: (config, log, order) => withCore(config, log, (core) => mintToken(core, order, "operator")),
  importReport: (config, log, report, backfill) => withCore(config, log, (core) => importReport(config, core, report, backfill)),
  auditHead: (config, log) => withCore(config, log, ({ db }) => readHead(db)),
  verifyAudit: (config, log, kept) => withCore(config, log, ({ db }) => verifyTrail(db, kept)),
  retireSecrets: async (config, log) => {
    const secret = await readSecret(config);
    return await withCore(config, log, ({ db }) =>
      db.transaction(async (tx) => {
        const retired = await retireOtherSecrets(tx, secret);
        if (retired > 0) appendAudit(tx, [{ action: "secrets.retired", actor: "operator", incidentId: null, detail: { retired } }]);
        return retired;
      }),
    );
  },
  rotateKeys: (config, log) => withCore(config, log, ({ db, sealer }) => rotateSeals(db, sealer, "operator")),
  makeSignInLink: (config, log, name, role) =>
    withCore(config, log, ({ db, keyring }) => new SignInLinks(db, keyring, config.dashboard.signInLinks).make(name, role)),
  mintAdminToken: (config, log, name, days) =>
    withCore(config, log, ({ db, keyring }) => new AdminTokens(db, keyring, null).mint(name, days)),
};

/** A command beside the running service, or without one. */
async function withCore<T>(config: Config, log: Logger, work: (core: Core) => Promise<T>): Promise<T> {
  const store = await openStore(config, log);
  try {
    await readyStore(store, config, log);
    const core = await composeCore(config, store, log);
    try {
      return await work(core);
    } finally {
      await core.close();
    }
  } finally {
    await store.close();
  }
}
