import { expect, test } from "vitest";
import { assertIssuersExist, type Issuers } from "../../../src/compose/issuers.ts";
import { composePolicy } from "../../../src/compose/policy.ts";
import type { Config } from "../../../src/config/config.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Issuer } from "../../../src/issuers/issuer.ts";
import { nobody } from "../../../src/issuers/nobody.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";

const [shop, bank] = [new StubIssuer("shop"), new StubIssuer("bank")];
bank.canSuspend();
const issuers: Issuers = {
  byId: new Map<string, Issuer>([nobody, shop, bank].map((one) => [one.id, one])),
  remote: [shop, bank],
  close: () => Promise.resolve(),
};
const formats = [textFormat("shop_key", "shop_", "shop"), textFormat("bank_key", "bank_", "bank")];

function configOf(file: object): Config {
  return loadConfig({ TOKENWARD_CONFIG: "x" }, () => JSON.stringify(file)).config;
}

const FACTS = { verdict: "genuine", detail: "exact", format: "shop_key", source: "github-partner", fingerprint: "f" } as const;

test("the file's policies decide in order, the default where none does, and all of them do nothing in a dry run", () => {
  const policies = [
    { format: "shop_key", source: "gitlab", action: "ask" },
    { format: "bank_key", action: "suspend", suspend_hours: 24 },
  ];
  const decider = composePolicy(configOf({ policies }), formats, issuers);
  expect(decider.decide(FACTS)).toMatchObject({ act: "revoke", why: "default: genuine → revoke", dryRun: false });
  expect(decider.decide({ ...FACTS, source: "gitlab" })).toMatchObject({ act: "ask", why: "policies[0]: genuine → ask" });
  expect(decider.decide({ ...FACTS, format: "bank_key", detail: "attenuated" })).toMatchObject({ act: "suspend" });
  expect(decider.policyFor("bank_key", "any").suspendHours).toBe(24);
  const dry = composePolicy(configOf({ policies, dry_run: true }), formats, issuers);
  expect([dry.decide(FACTS), dry.decide({ ...FACTS, source: "gitlab" })]).toMatchObject([{ dryRun: true }, { dryRun: true }]);
});

test("every mistake is told at once: formats that there are not, issuers that cannot suspend", () => {
  const policies = [
    { format: "shop" },
    { action: "suspend" },
    { format: "bank_key", attenuated: "suspend" },
    { format: "shop_key", attenuated: "suspend" },
  ];
  const config = configOf({ policies, exempt: [{ format: "gone", why: "x" }] });
  const compose = (): unknown => composePolicy(config, formats, issuers);
  expect(compose).toThrow('policies[0].format is "shop", which no token format is; allowed: shop_key, bank_key');
  expect(compose).toThrow("policies[1] suspends tokens, which the issuer shop cannot; allowed: revoke, notify, ask or ignore");
  expect(compose).toThrow("policies[3] suspends tokens");
  expect(compose).not.toThrow("policies[2]");
  expect(compose).toThrow('exempt[0].format is "gone"');
});

test("a format of an issuer that there is not refuses the start and says which there are", () => {
  const stray = textFormat("stray", "stray_", "warehouse");
  expect(() => assertIssuersExist([...formats, stray], ["shop", "bank"])).toThrow(
    'the token format "stray" names the issuer "warehouse", which is not configured; allowed: shop, bank',
  );
});
