import { expect, test } from "vitest";
import { expiryCaveat, userCaveat } from "../../../src/formats/macaroon/caveats.ts";
import { mintMacaroon, tokenText } from "../../../src/formats/macaroon/mint.ts";
import { caveat, oracleSignature } from "./oracle.ts";

const rootKey = Buffer.alloc(32, 1);
const identifier = "019f3c1e-0000-7000-8000-000000000001";
const user = "7d0a4a5e-6f2a-4c1e-9f53-0c0a9e4b8f11";

test("a user token of PyPI's has exactly PyPI's bytes: 130 of them, 179 characters", () => {
  const bytes = mintMacaroon({ rootKey, location: "pypi.org", identifier, caveats: [userCaveat(user)] });
  const expected = Buffer.concat([
    Buffer.from([0x02, 0x01, 0x08]),
    Buffer.from("pypi.org"),
    Buffer.from([0x02, 0x24]),
    Buffer.from(identifier),
    Buffer.from([0x00, 0x02, 0x2a]),
    Buffer.from(`[3,"${user}"]`),
    Buffer.from([0x00, 0x00, 0x06, 0x20]),
    oracleSignature(rootKey, Buffer.from(identifier), [caveat(`[3,"${user}"]`)]),
  ]);
  expect(bytes.toString("hex")).toBe(expected.toString("hex"));
  expect(bytes.length).toBe(130);
  const text = tokenText("pypi-", bytes);
  expect(text.length).toBe(179);
  expect(text.startsWith("pypi-AgEIcHlwaS5vcmcCJDAxOWYzYzFl")).toBe(true);
});

test("caveats are written as Warehouse writes them: compact JSON, expiry before start", () => {
  const caveatText = expiryCaveat(new Date("2026-01-01T00:15:00.999Z"), new Date("2026-01-01T00:00:00Z")).toString();
  expect(caveatText).toBe("[0,1767226500,1767225600]");
  expect(userCaveat(user).toString()).toBe(`[3,"${user}"]`);
});

test.each([
  ["an empty identifier", { identifier: "" }, "identifier"],
  ["an identifier of 256 bytes", { identifier: "x".repeat(256) }, "identifier"],
  ["1001 caveats", { caveats: Array.from({ length: 1001 }, () => Buffer.from("x")) }, "caveats"],
  ["a caveat of 64 KiB", { caveats: [Buffer.alloc(65_536)] }, "65535 bytes"],
  ["more than fits into a token", { caveats: [Buffer.alloc(50_000)] }, "65536 characters"],
])("%s is refused, because we could not read it again", (_what, wrong, message) => {
  expect(() => mintMacaroon({ rootKey, location: "pypi.org", identifier, caveats: [], ...wrong })).toThrow(message);
});
