import { expect, it } from "vitest";
import { Checking } from "../../../src/incidents/acts/checking.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import { AppError } from "../../../src/kernel/errors.ts";
import { DEFAULT_ACTS, DEFAULT_POLICY } from "../../../src/policy/policy.ts";
import { testHeart } from "../../helpers/heart.ts";
import { StubIssuer } from "../../helpers/remote-issuer.ts";
import { textFormat } from "../../helpers/text-format.ts";

const SHOP = textFormat("shop", "shop_", "shop");

/** A token elsewhere that waits for a person, and is kept sealed as long as it does. */
async function waiting() {
  const shop = new StubIssuer("shop");
  shop.needsToken = true;
  const policies = [{ ...DEFAULT_POLICY, acts: { ...DEFAULT_ACTS, genuine: "ask" as const } }];
  const heart = await testHeart({ formats: [SHOP], issuers: [shop], policy: { policies } });
  const text = SHOP.example();
  const token = shop.issue(text);
  await heart.report([text]);
  const [{ id } = { id: "" }] = await heart.incidents();
  const checking = new Checking({ ...heart, issuers: new Map([[shop.id, shop]]), clock: systemClock });
  return { heart, shop, text, token, id, check: () => checking.check(id, "admin:Grace") };
}

it("an issuer elsewhere is asked by the sealed token how it stands, and the answer alone is kept", async () => {
  const { check, heart, shop, text, token } = await waiting();
  expect(await check()).toBe("active");
  token.alive = false;
  expect(await check()).not.toBe("active");
  shop.see = () => {
    throw new AppError("unavailable", "the shop is closed");
  };
  expect(await check()).toBe("check_failed");
  const rows = await heart.db.query<{ detail: string }>("select detail from audit_events where action = 'incident.checked'");
  expect(rows.map(({ detail }) => (JSON.parse(detail) as { result: string }).result)).toHaveLength(3);
  expect(JSON.stringify(rows)).not.toContain(text);
});

it("a token that was not kept cannot be asked about, and nobody is", async () => {
  const { check, heart, id, shop } = await waiting();
  await heart.db.query("update incidents set sealed_token = null where id = $1", [id]);
  const before = shop.calls.length;
  await expect(check()).rejects.toThrow("which was not kept");
  expect(shop.calls).toHaveLength(before);
});
