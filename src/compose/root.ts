import { AdminTokens } from "../access/admin-tokens.ts";
import type { Root } from "../cli/root.ts";
import type { Config } from "../config/config.ts";
import { loadFormats } from "../formats/registry.ts";
import type { Logger } from "../kernel/log.ts";
import { mintToken } from "../tokens/mint.ts";
import { type Core, composeCore } from "./core.ts";
import { diagnose } from "./diagnose.ts";
import { startService } from "./service.ts";
import { migrateStore, openStore, readyStore } from "./store.ts";

/** The composition root, as the commands see it. */
export const root: Root = {
  serve: startService,
  diagnose,
  formats: ({ tokens }) => loadFormats({ tokenPrefix: tokens.prefix, tokenLocation: tokens.location }),
  migrate: async (config, log) => {
    const store = await openStore(config, log);
    try {
      return await migrateStore(store, log);
    } finally {
      await store.close();
    }
  },
  mint: (config, log, order) => withCore(config, log, (core) => mintToken(core, { ...order, caveats: [] }, "admin:command line")),
  mintAdminToken: (config, log, name) => withCore(config, log, ({ db, keyring }) => new AdminTokens(db, keyring, null).mint(name)),
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
      await core.db.close();
    }
  } finally {
    await store.close();
  }
}
