import { describe, expect, test } from "vitest";
import { appendAudit } from "../../../src/audit/trail.ts";
import { decodeBytes } from "../../../src/formats/macaroon/codec/decode.ts";
import { BuiltinIssuer } from "../../../src/issuers/builtin/builtin.ts";
import { Keyring } from "../../../src/kernel/keyring.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { mintToken } from "../../../src/tokens/mint.ts";
import type { MintOrder } from "../../../src/tokens/order.ts";
import { testDatabase } from "../../helpers/database.ts";

const { database: db } = await testDatabase();
const keyring = new Keyring(new Secret(Buffer.alloc(32, 1)));
const builtin = new BuiltinIssuer({ db, lookupDb: db, keyring, prefix: "tokenward-", location: "tokens.test" });
const now = new Date("2030-01-01T00:00:00.700Z");
const needs = { db, builtin, clock: { now: () => now } };

const order = (more: Partial<MintOrder> = {}): MintOrder => ({
  owner: { name: "Ada", email: "ada@example.com", locale: null },
  name: "ci",
  caveats: [],
  ...more,
});

/** The caveats of a token that is minted to this order. */
async function caveatsOf(wanted: MintOrder): Promise<string[]> {
  const { token } = await mintToken(needs, wanted, "admin:test");
  const decoded = decodeBytes(Buffer.from(token.reveal("test").slice("tokenward-".length), "base64url"));
  if (!decoded.ok) throw new Error("what was minted cannot be read");
  return decoded.macaroon.caveats.map(({ id }) => id.toString());
}

describe("a minted token", () => {
  test("stands for its whole owner when no caveat is asked for", async () => {
    const { ownerId } = await mintToken(needs, order(), "admin:test");
    expect(await caveatsOf(order())).toEqual([`[3,"${ownerId}"]`]);
  });

  test("holds exactly the caveats that are asked for, and its expiry in whole seconds after them", async () => {
    const expires = "2030-01-01T01:00:00.900Z";
    expect(await caveatsOf(order({ caveats: ["text", { b: 1, a: [2] }], expires_at: expires }))).toEqual([
      "text",
      '{"b":1,"a":[2]}',
      "[0,1893459600,1893456000]",
    ]);
  });

  test("belongs to the same owner when the address differs in case only", async () => {
    const one = await mintToken(needs, order(), "admin:test");
    const two = await mintToken(needs, order({ owner: { name: "Ada L.", email: "ADA@example.com", locale: "en" } }), "admin:test");
    expect(two.ownerId).toBe(one.ownerId);
    expect(two.id).not.toBe(one.id);
  });

  test("is stored nowhere, only what verifies it; names are kept as one clean line", async () => {
    const owner = { name: "A\r\nB", email: "c@example.com", locale: null };
    const { id, token } = await mintToken(needs, order({ owner, name: "ci\u0000\u202Eevil" }), "admin:test");
    const [row] = await db.query<{ name: string; owner: string; everything: string }>(
      "select t.name, o.name as owner, t::text || o::text as everything from tokens t join owners o on o.id = t.owner_id where t.id = $1",
      [id],
    );
    expect(row).toMatchObject({ name: "ci evil", owner: "A B" });
    const signature = Buffer.from(token.reveal("test").slice(-42), "base64url");
    for (const never of [token.reveal("test"), signature.toString("hex").slice(0, 60)]) expect(row!.everything).not.toContain(never);
  });

  test("exists together with its event on the audit trail, or not at all", async () => {
    const count = async (): Promise<unknown> =>
      (await db.query("select (select count(*)::int from tokens) as tokens, (select count(*)::int from audit_events) as events"))[0];
    const before = await count();
    const failing = {
      ...needs,
      db: {
        transaction: (work: Parameters<typeof db.transaction>[0]) =>
          db.transaction(async (tx) => {
            await work(tx);
            appendAudit(tx, []);
            throw new Error("after the audit");
          }),
      } as never,
    };
    await expect(mintToken(failing, order(), "admin:test")).rejects.toThrow("after the audit");
    expect(await count()).toEqual(before);
    await mintToken(needs, order(), "admin:test");
    expect(await count()).not.toEqual(before);
  });
});
