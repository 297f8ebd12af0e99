import { expect, it } from "vitest";
import { NotNow } from "../../../src/issuers/issuer.ts";
import { candidateOf } from "../../conformance/issuers/far-side.ts";
import { CLIENT, FakeIssuer } from "../../helpers/fake-issuer.ts";
import { issuerOf } from "../../helpers/issuers.ts";
import { textFormat } from "../../helpers/text-format.ts";

const SHOP = textFormat("shop", "shop_", "shop");

async function limited() {
  const fake = await FakeIssuer.start();
  const options = {
    protocol: "oauth",
    revoke_url: `${fake.url}/revoke`,
    introspect_url: `${fake.url}/introspect`,
    auth: CLIENT,
    allow_addresses: ["127.0.0.1"],
    rate: { calls: 2, per_seconds: 3_600 },
  };
  const issuer = await issuerOf({ id: "shop", kind: "http", title: "Shop", options });
  const texts = Array.from({ length: 4 }, () => SHOP.example());
  for (const text of texts) fake.issue(text);
  return { issuer, candidates: texts.map((text) => candidateOf(SHOP, text)) };
}

it("an OAuth server that may be asked twice an hour answers for two tokens, and the others are asked again", async () => {
  const { candidates, issuer } = await limited();
  const answers = await issuer.lookup(candidates);
  const why = new NotNow('the issuer "shop" cannot be asked now: it may not be called more often');
  expect(answers).toEqual([
    expect.objectContaining({ credential: { kind: "attested" } }),
    expect.objectContaining({ name: expect.any(String) }),
    why,
    why,
  ]);
  await expect(issuer.lookup(candidates.slice(2))).rejects.toMatchObject({ code: "unavailable" });
});
