import { describe, expect, test } from "vitest";
import { decodeBytes, decodeText } from "../../../src/formats/macaroon/codec/decode.ts";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import type { Problem } from "../../../src/formats/macaroon/macaroon.ts";
import { encodeV1, minted } from "./oracle.ts";

const SIGNATURE = [0x06, 0x20, ...Buffer.alloc(32, 7)];

function problemOf(bytes: readonly number[] | Buffer): Problem | null {
  const decoded = decodeBytes(Buffer.from(bytes));
  return decoded.ok ? null : decoded.problem;
}

function textProblem(text: string): Problem | null {
  const decoded = decodeText(text);
  return decoded.ok ? null : decoded.problem;
}

describe("v2 binary is read strictly:", () => {
  test("the smallest macaroon has an identifier and a signature", () => {
    expect(problemOf([2, 2, 1, 0x41, 0, 0, ...SIGNATURE])).toBeNull();
  });

  test.each<[why: string, bytes: number[], problem: Problem]>([
    ["no bytes", [], "empty"],
    ["another version", [3, 2, 1, 0x41, 0, 0, ...SIGNATURE], "version"],
    ["no identifier", [2, 1, 1, 0x41, 0, 0, ...SIGNATURE], "field_order"],
    ["an empty identifier", [2, 2, 0, 0, 0, ...SIGNATURE], "identifier"],
    ["an identifier of 256 bytes", [2, 2, 0x80, 0x02, ...Buffer.alloc(256, 65), 0, 0, ...SIGNATURE], "identifier"],
    ["location after identifier", [2, 2, 1, 0x41, 1, 1, 0x41, 0, 0, ...SIGNATURE], "field_order"],
    ["a field twice", [2, 2, 1, 0x41, 2, 1, 0x41, 0, 0, ...SIGNATURE], "field_order"],
    ["a vid outside a caveat", [2, 2, 1, 0x41, 4, 1, 0x41, 0, 0, ...SIGNATURE], "field_order"],
    ["an unknown field", [2, 2, 1, 0x41, 3, 1, 0x41, 0, 0, ...SIGNATURE], "field_order"],
    ["a caveat without id", [2, 2, 1, 0x41, 0, 4, 1, 0x41, 0, 0, ...SIGNATURE], "field_order"],
    ["a first-party caveat with a location", [2, 2, 1, 0x41, 0, 1, 1, 0x41, 2, 1, 0x41, 0, 0, ...SIGNATURE], "caveat_location"],
    ["a length longer than it need be", [2, 2, 0x81, 0, 0x41, 0, 0, ...SIGNATURE], "number"],
    ["a length that wraps at 32 bits", [2, 2, 0x81, 0x80, 0x80, 0x80, 0x10, 0x41, 0, 0, ...SIGNATURE], "number"],
    ["a length over the limit", [2, 2, 0x80, 0x80, 0x04], "field_too_long"],
    ["an empty signature", [2, 2, 1, 0x41, 0, 0, 6, 0], "signature_length"],
    ["a signature of 31 bytes", [2, 2, 1, 0x41, 0, 0, 6, 31, ...Buffer.alloc(31)], "signature_length"],
    ["a signature of 33 bytes", [2, 2, 1, 0x41, 0, 0, 6, 33, ...Buffer.alloc(33)], "signature_length"],
    ["something else in the signature's place", [2, 2, 1, 0x41, 0, 0, 2, 32, ...Buffer.alloc(32)], "field_order"],
  ])("%s", (_why, bytes, problem) => {
    expect(problemOf(bytes)).toBe(problem);
  });

  test("the shortest forgery known to work elsewhere (no location, empty signature) is malformed", () => {
    const forged = Buffer.concat([Buffer.of(2, 2, 36), Buffer.from(minted().macaroon.identifier), Buffer.of(0, 0, 6, 0)]);
    expect(problemOf(forged)).toBe("signature_length");
  });

  test("1000 caveats are read, 1001 are refused", () => {
    const withCaveats = (count: number) => problemOf(minted({ caveats: Array.from({ length: count }, () => "x") }).bytes);
    expect(withCaveats(1000)).toBeNull();
    expect(withCaveats(1001)).toBe("too_many_caveats");
  });

  test("cut anywhere it is truncated, and offers all but its signature only when that is all it lost", () => {
    const { bytes, macaroon } = minted();
    for (let length = 1; length < bytes.length; length++) {
      const decoded = decodeBytes(bytes.subarray(0, length));
      const there = length - (bytes.length - 32);
      expect(decoded).toMatchObject({ ok: false, problem: "truncated" });
      const partial = there < 0 ? null : { ...macaroon, signature: macaroon.signature.subarray(0, there) };
      expect(decoded.ok ? undefined : decoded.partial).toEqual(partial);
    }
  });
});

describe("v1 binary is read strictly:", () => {
  const packet = (name: string, value: string | Buffer) => {
    const body = Buffer.concat([Buffer.from(`${name} `), Buffer.from(value), Buffer.from("\n")]);
    return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, "0")), body]);
  };
  const identifier = packet("identifier", "id");
  const signature = packet("signature", Buffer.alloc(32, 7));

  test("values may hold spaces and newlines", () => {
    const decoded = decodeBytes(Buffer.concat([packet("location", "a b\nc"), identifier, packet("cid", "\n  \n"), signature]));
    expect(decoded.ok && decoded.macaroon.location?.toString()).toBe("a b\nc");
    expect(decoded.ok && decoded.macaroon.caveats[0]?.id.toString()).toBe("\n  \n");
  });

  test.each<[why: string, bytes: Buffer, problem: Problem]>([
    ["a packet of length 0, at which other readers loop for ever", Buffer.from("0000"), "packet"],
    ["a packet without a name", Buffer.from("0006 \n"), "packet"],
    ["a length in capitals", Buffer.from("000Aid ab\n"), "packet"],
    ["a packet without a space", Buffer.from("0007ab\n"), "packet"],
    ["a packet that does not end in a newline", Buffer.from("000cid abcde"), "packet"],
    ["no identifier", Buffer.concat([packet("location", "x"), signature]), "field_order"],
    ["an unknown packet", Buffer.concat([identifier, packet("note", "x"), signature]), "field_order"],
    ["a location of no third party", Buffer.concat([identifier, packet("cid", "a"), packet("cl", "x"), signature]), "field_order"],
    ["identifier and nothing else", identifier, "truncated"],
    ["a signature of 31 bytes", Buffer.concat([identifier, packet("signature", Buffer.alloc(31))]), "signature_length"],
    ["a packet that claims more than there is", Buffer.from("ffffidentifier x"), "truncated"],
  ])("%s", (_why, bytes, problem) => {
    expect(problemOf(bytes)).toBe(problem);
  });

  test("cut anywhere it is truncated, and offers all but its signature only when that is all it lost", () => {
    const { macaroon } = minted();
    const bytes = encodeV1(macaroon);
    for (let length = 1; length < bytes.length; length++) {
      const decoded = decodeBytes(bytes.subarray(0, length));
      const there = length - (bytes.length - 33);
      expect(decoded).toMatchObject({ ok: false, problem: "truncated" });
      const partial = there < 0 ? null : { ...macaroon, signature: macaroon.signature.subarray(0, there) };
      expect(decoded.ok ? undefined : decoded.partial).toEqual(partial);
    }
  });
});

describe("JSON is read strictly:", () => {
  const s64 = Buffer.alloc(32, 7).toString("base64url");

  test.each([
    ["v left out", { i: "id", s64 }],
    ["v a number", { v: 2, i: "id", s64 }],
    ["v a string, as the format's own document has it", { v: "2", i: "id", s64 }],
    ["nulls for what is not there", { v: 2, l: null, i: "id", c: [{ i: "a", v: null, l: null }], s64 }],
    ["standard base64 with padding", { v: 2, i64: "/+8=", s64: `${s64.replaceAll("-", "+").replaceAll("_", "/")}=` }],
  ])("%s is accepted", (_what, json) => {
    expect(textProblem(JSON.stringify(json))).toBeNull();
  });

  test.each<[why: string, json: unknown, problem: Problem]>([
    ["another version", { v: 3, i: "id", s64 }, "json_shape"],
    ["an array", [], "base64"],
    ["a field of the wrong type", { v: 2, i: 1, s64 }, "json_shape"],
    ["both forms of one field", { v: 2, i: "id", i64: "aWQ", s64 }, "json_field"],
    ["both forms of one caveat", { v: 2, i: "id", c: [{ i: "a", i64: "YQ" }], s64 }, "json_field"],
    ["base64 with a foreign character", { v: 2, i64: "aW.Q", s64 }, "json_field"],
    ["a lone surrogate, which has no bytes", { v: 2, i: "\ud800", s64 }, "json_field"],
    ["no identifier", { v: 2, s64 }, "field_order"],
    ["no signature", { v: 2, i: "id" }, "field_order"],
    ["a short signature", { v: 2, i: "id", s: "short" }, "signature_length"],
    ["a location of no third party", { v: 2, i: "id", c: [{ i: "a", l: "x" }], s64 }, "caveat_location"],
    ["a v1 signature that is not hexadecimal", { identifier: "id", signature: "xy".repeat(32) }, "json_field"],
    ["1001 caveats", { v: 2, i: "id", c: Array.from({ length: 1001 }, () => ({ i: "a" })), s64 }, "too_many_caveats"],
  ])("%s is refused", (_why, json, problem) => {
    expect(textProblem(JSON.stringify(json))).toBe(problem);
  });

  test("what is wrong with the text never quotes the text", () => {
    expect(JSON.stringify(decodeText('{"i":"very secret'))).not.toContain("secret");
  });
});

describe("text:", () => {
  const { bytes, macaroon } = minted({ caveats: [">>>???"] });

  test("either alphabet is read, padded or not", () => {
    const padded = bytes.toString("base64");
    for (const text of [padded, padded.replace(/=+$/u, ""), bytes.toString("base64url")]) {
      expect(decodeText(text)).toMatchObject({ ok: true, macaroon });
    }
  });

  test.each<[why: string, text: string, problem: Problem]>([
    ["nothing", "", "empty"],
    ["a foreign character", `${bytes.toString("base64url")}.`, "base64"],
    ["a length no base64 has", "AgEIc", "base64"],
    ["too little padding", "AgEIcHl=a", "base64"],
    ["something behind the macaroon", Buffer.concat([bytes, Buffer.of(0)]).toString("base64url"), "trailing_bytes"],
    ["more than 64 kB", "A".repeat(65_537), "too_long"],
  ])("%s is refused", (_why, text, problem) => {
    expect(textProblem(text)).toBe(problem);
  });

  test("a macaroon as large as the limit is written and read back", () => {
    const { macaroon: large } = minted({ caveats: Array.from({ length: 900 }, () => "x".repeat(40)) });
    expect(decodeText(encodeV2(large).toString("base64url"))).toMatchObject({ ok: true, macaroon: large });
  });
});
