import { randomBytes } from "node:crypto";
import { compactDecrypt, decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { Sealer } from "../../../src/incidents/sealing/sealer.ts";
import { Secret } from "../../../src/kernel/secret.ts";

const newKey = () => new Secret(randomBytes(32));
const TOKEN = new Secret("shop_0123456789");

test("what is sealed opens where it belongs, and is a JWE that any other library opens", async () => {
  const key = newKey();
  const sealer = await Sealer.create([key]);
  const sealed = await sealer.seal(TOKEN, "incident 1");
  const opened = await sealer.open(sealed, "incident 1");
  expect(opened.ok && opened.value.reveal("compare")).toBe("shop_0123456789");
  expect(decodeProtectedHeader(sealed)).toMatchObject({ alg: "dir", enc: "A256GCM", kid: sealer.current });
  expect(Buffer.from((await compactDecrypt(sealed, key.reveal("test"))).plaintext).toString()).toBe("shop_0123456789");
  expect(sealed).not.toBe(await sealer.seal(TOKEN, "incident 1"));
});

test("it opens nowhere else, and not when a character was changed", async () => {
  const sealer = await Sealer.create([newKey()]);
  const sealed = await sealer.seal(TOKEN, "incident 1");
  expect(await sealer.open(sealed, "incident 2")).toEqual({ ok: false, reason: "damaged", kid: sealer.current });
  const parts = sealed.split(".");
  for (const index of [2, 3, 4]) {
    const changed = parts.with(index, (parts[index]!.startsWith("A") ? "B" : "A") + parts[index]!.slice(1)).join(".");
    expect(await sealer.open(changed, "incident 1")).toMatchObject({ ok: false, reason: "damaged" });
  }
  for (const garbage of ["", "x", "a.b.c.d.e", "...."]) expect(await sealer.open(garbage, "incident 1")).toMatchObject({ ok: false });
});

test("a new first key seals, the old one still opens; without it the key that is missing is named", async () => {
  const [old, fresh] = [newKey(), newKey()];
  const before = await Sealer.create([old]);
  const sealed = await before.seal(TOKEN, "incident 1");
  const during = await Sealer.create([fresh, old]);
  expect(await during.open(sealed, "incident 1")).toMatchObject({ ok: true });
  expect(decodeProtectedHeader(await during.seal(TOKEN, "incident 1")).kid).toBe(during.current);
  const after = await Sealer.create([fresh]);
  expect(await after.open(sealed, "incident 1")).toEqual({ ok: false, reason: "key_missing", kid: before.current });
});

test("a header that asks for another algorithm is refused", async () => {
  const sealer = await Sealer.create([newKey()]);
  const [header, ...rest] = (await sealer.seal(TOKEN, "incident 1")).split(".");
  const asked = { ...(JSON.parse(Buffer.from(header!, "base64url").toString()) as object), alg: "A256KW" };
  const sealed = [Buffer.from(JSON.stringify(asked)).toString("base64url"), ...rest].join(".");
  expect(await sealer.open(sealed, "incident 1")).toMatchObject({ ok: false, reason: "damaged" });
});
