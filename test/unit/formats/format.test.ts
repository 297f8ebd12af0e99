import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Candidate, Format, Proof, RootKey } from "../../../src/formats/format.ts";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import { macaroonFormat } from "../../../src/formats/macaroon/format.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { attenuate, encodeV1, type Minted, minted } from "./oracle.ts";

const pypi = macaroonFormat({ id: "pypi", title: "PyPI API token", issuer: "pypi", prefix: "pypi-", location: "pypi.org" });

function textOf(bytes: Buffer): string {
  return `pypi-${bytes.toString("base64url")}`;
}

function read(text: string, format: Format = pypi): Candidate {
  const candidate = format.read(text, text.indexOf("pypi-"));
  if (candidate === null) throw new Error("no candidate");
  return candidate;
}

function prove(text: string, { rootKey, macaroon }: Minted) {
  return pypi.prove(read(text), { kind: "root_key", key: new Secret(rootKey), caveats: macaroon.caveats.map(({ id }) => id) }) as Proof;
}

describe("the constant start of a token", () => {
  test("tells PyPI's two locations apart", () => {
    const testPypi = macaroonFormat({ id: "testpypi", title: "", issuer: "testpypi", prefix: "pypi-", location: "test.pypi.org" });
    expect(pypi.prefixes).toEqual(["pypi-AgEIcHlwaS5vcmcCJ", "pypi-Ag", "pypi-MDA"]);
    expect(testPypi.prefixes[0]).toBe("pypi-AgENdGVzdC5weXBpLm9yZwIk");
    expect(textOf(minted({ location: "test.pypi.org" }).bytes).startsWith(testPypi.prefixes[0] ?? "")).toBe(true);
  });

  test("does not depend on the identifier when any is allowed, nor on a location too long to be one", () => {
    const options = { id: "x", title: "", issuer: "x", prefix: "x-", identifier: "any" as const };
    expect(macaroonFormat({ ...options, location: "pypi.org" }).prefixes[0]).toBe("x-AgEIcHlwaS5vcmcC");
    expect(macaroonFormat({ ...options, location: "x".repeat(128) }).prefixes).toEqual(["x-Ag", "x-MDA"]);
  });
});

describe("reading", () => {
  const whole = minted();
  const text = textOf(whole.bytes);

  test("gives the bytes, the identifier to look it up by, and never more than eight characters to show", () => {
    const candidate = read(text);
    expect(candidate).toMatchObject({
      format: "pypi",
      start: 0,
      end: 179,
      lookup: { by: "identifier", identifier: whole.macaroon.identifier.toString() },
      wholeness: "exact",
      redacted: `pypi-AgEI…${text.slice(-3)}`,
    });
    expect(candidate.bytes.reveal("test")).toEqual(whole.bytes);
    expect(candidate.text.reveal("test")).toBe(text);
  });

  test("gives the same bytes for every spelling", () => {
    const { bytes } = minted({ caveats: ["???>>>~~~"] });
    const standard = `pypi-${bytes.toString("base64")}`;
    const last = text.slice(-1);
    const notCanonical = text.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1);
    expect(standard).toMatch(/[+/]/u);
    expect(read(standard)).toMatchObject({ wholeness: "normalised" });
    expect(read(standard).bytes.reveal("test")).toEqual(bytes);
    expect(read(notCanonical)).toMatchObject({ wholeness: "normalised" });
    expect(read(notCanonical).bytes.reveal("test")).toEqual(whole.bytes);
  });

  test("takes no path that follows for standard base64, be the token whole or cut", () => {
    expect(read(`${text}/simple/requests`)).toMatchObject({ end: text.length, wholeness: "exact" });
    expect(read(`${text.slice(0, -4)}/x`)).toMatchObject({ end: text.length - 4, wholeness: "truncated" });
  });

  test("knows v1 tokens too", () => {
    const v1 = textOf(encodeV1(whole.macaroon));
    expect(read(`${v1}trailing`)).toMatchObject({ end: v1.length, wholeness: "exact" });
    expect(prove(v1, whole)).toMatchObject({ genuine: true, detail: "exact" });
  });

  test("accepts a cut token from 8 signature bytes on, and not below", () => {
    const withSignatureBytes = (count: number) => textOf(whole.bytes.subarray(0, whole.bytes.length - 32 + count));
    expect(read(withSignatureBytes(8))).toMatchObject({ wholeness: "truncated" });
    expect(pypi.read(withSignatureBytes(7), 0)).toBeNull();
  });

  test.each([
    ["upper case", (id: string) => id.toUpperCase()],
    ["no hyphens", (id: string) => id.replaceAll("-", "")],
    ["braces", (id: string) => `{${id}}`],
    ["a URN", (id: string) => `urn:uuid:${id}`],
  ])("takes an identifier with %s for another issuer's: the signature covers the exact bytes", (_what, respell) => {
    const { bytes } = minted({ identifier: respell("019f3c1e-abcd-7000-8000-000000000001") });
    const any = macaroonFormat({ id: "any", title: "", issuer: "x", prefix: "pypi-", location: "pypi.org", identifier: "any" });
    expect(pypi.read(textOf(bytes), 0)).toBeNull();
    expect(any.read(textOf(bytes), 0)).not.toBeNull();
  });

  test("of any identifiers still refuses what is no printable text", () => {
    const any = macaroonFormat({ id: "any", title: "", issuer: "x", prefix: "pypi-", location: "pypi.org", identifier: "any" });
    expect(any.read(textOf(minted({ identifier: Buffer.of(0xff) }).bytes), 0)).toBeNull();
    expect(any.read(textOf(minted({ identifier: "a\0b" }).bytes), 0)).toBeNull();
  });

  test("does not take in the next token when the first was cut", () => {
    const cut = text.slice(0, -6);
    expect(read(cut + text)).toMatchObject({ start: 0, end: cut.length, wholeness: "truncated" });
  });
});

describe("proof", () => {
  const token = minted({ caveats: ['[3,"u"]', '[1,["a"]]'] });
  const { macaroon, bytes } = token;

  test("a token as it was minted is genuine, exactly", () => {
    expect(prove(textOf(bytes), token)).toMatchObject({ genuine: true, detail: "exact", copy: { expiresAt: null } });
  });

  test("whatever location it claims: that is not signed", () => {
    const moved = encodeV2({ ...macaroon, location: Buffer.from("test.pypi.org") });
    const bare = encodeV2({ ...macaroon, location: null });
    expect(prove(textOf(moved), token)).toMatchObject({ genuine: true, detail: "exact" });
    expect(prove(textOf(bare), token)).toMatchObject({ genuine: true, detail: "exact" });
  });

  test("a copy with caveats of its holder is genuine, attenuated, and tells its expiry", () => {
    const copy = attenuate(attenuate(macaroon, "[0,1767226500,0]"), "x");
    const proof = prove(textOf(encodeV2(copy)), token);
    expect(proof).toMatchObject({ genuine: true, detail: "attenuated", copy: { expiresAt: new Date("2026-01-01T00:15:00Z") } });
    expect(proof.genuine && proof.copy.caveats.length).toBe(4);
  });

  test("another spelling is genuine, normalised", () => {
    const last = textOf(bytes).slice(-1);
    const text = textOf(bytes).slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1);
    expect(prove(text, token)).toMatchObject({ genuine: true, detail: "normalised" });
  });

  test("a copy that lost its tail is genuine when 8 signature bytes are there and right", () => {
    const cut = bytes.subarray(0, bytes.length - 24);
    expect(prove(textOf(cut), token)).toMatchObject({ genuine: true, detail: "truncated" });
    for (const length of [bytes.length - 24, bytes.length - 1]) {
      const wrong = Buffer.from(bytes.subarray(0, length));
      wrong[length - 1]! ^= 1;
      expect(prove(textOf(wrong), token)).toEqual({ genuine: false });
    }
  });

  test("a cut and attenuated copy is told as truncated: nobody can use it as it is", () => {
    const copy = encodeV2(attenuate(macaroon, "x"));
    expect(prove(textOf(copy.subarray(0, copy.length - 3)), token)).toMatchObject({ detail: "truncated" });
  });

  test("with other caveats than the issuer's record has, it is genuine but not attenuated", () => {
    const record: RootKey = { kind: "root_key", key: new Secret(token.rootKey), caveats: [Buffer.from('[3,"another"]')] };
    expect(pypi.prove(read(textOf(bytes)), record)).toMatchObject({ genuine: true, detail: "exact" });
  });

  test("with fewer caveats than the issuer's record it is still genuine: only the issuer could have signed it", () => {
    const fewer = minted({ caveats: [] });
    const record: RootKey = { kind: "root_key", key: new Secret(fewer.rootKey), caveats: [Buffer.from('[3,"u"]')] };
    expect(pypi.prove(read(textOf(fewer.bytes)), record)).toMatchObject({ genuine: true, detail: "exact" });
  });

  test.each<[how: string, forge: () => Buffer]>([
    ["random signature", () => encodeV2({ ...macaroon, signature: minted().macaroon.signature })],
    ["signature of zeros", () => encodeV2({ ...macaroon, signature: Buffer.alloc(32) })],
    ["caveat removed", () => encodeV2({ ...macaroon, caveats: macaroon.caveats.slice(1) })],
    ["last caveat removed", () => encodeV2({ ...macaroon, caveats: macaroon.caveats.slice(0, 1) })],
    ["caveats in another order", () => encodeV2({ ...macaroon, caveats: macaroon.caveats.toReversed() })],
    ["caveat added without signing it", () => encodeV2({ ...macaroon, caveats: [...macaroon.caveats, macaroon.caveats[0]!] })],
    [
      "caveat turned into a third party's",
      () => encodeV2({ ...macaroon, caveats: macaroon.caveats.map((c) => ({ ...c, vid: Buffer.alloc(72) })) }),
    ],
    ["right but for the last signature byte", () => Buffer.concat([bytes.subarray(0, -1), Buffer.of(bytes.at(-1)! ^ 1)])],
  ])("a forged macaroon with a real identifier is not genuine: %s", (_how, forge) => {
    expect(prove(textOf(forge()), token)).toEqual({ genuine: false });
  });

  test("a forged macaroon of another identifier does not borrow a proof", () => {
    const other = { ...macaroon, identifier: Buffer.from(randomUUID()) };
    expect(prove(textOf(encodeV2(other)), token)).toEqual({ genuine: false });
  });

  test("a candidate of another format is an answer, not an exception", () => {
    const foreign = { ...read(textOf(bytes)), bytes: new Secret(Buffer.from("ghp_something")) };
    expect(pypi.prove(foreign, { kind: "root_key", key: new Secret(token.rootKey), caveats: [] })).toEqual({ genuine: false });
  });
});
