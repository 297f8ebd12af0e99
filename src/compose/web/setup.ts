import { appendAudit } from "../../audit/trail.ts";
import type { Config } from "../../config/config.ts";
import type { Setup } from "../../dashboard/screens/setup/setup.tsx";
import { singleFlight } from "../../kernel/flow/single-flight.ts";
import type { Logger } from "../../kernel/log.ts";
import { mintToken } from "../../tokens/mint.ts";
import { diagnose } from "../diagnose/diagnose.ts";
import type { Parts } from "../parts.ts";
import { testNotice } from "../telling/preview.ts";

/** What the checklist of the dashboard does: what `doctor` and `notices test` do, and a token that is made to leak. */
export function composeSetup(config: Config, { core, intakes, store }: Parts, log: Logger): Setup {
  return {
    // It calls whoever we depend on: whoever asks while that is under way shares the outcome.
    look: singleFlight(() => diagnose(config, log, store)),
    testMail: (address) => testNotice(config, address, "en"),
    testAlert: async (person, email) => {
      const actor = `admin:${person}` as const;
      const owner = { name: person, email };
      const { id, token } = await mintToken(core, { owner, name: "test alert", caveats: [] }, actor);
      await intakes.claims.take({ texts: [token.reveal("leak it on purpose")], url: null }, core.clock.now());
      await core.db.transaction(async (tx) => {
        appendAudit(tx, [{ action: "tokens.handed_in", actor, incidentId: null, detail: { tokens: 1, reason: "test alert" } }]);
        await Promise.resolve();
      });
      return id;
    },
  };
}
