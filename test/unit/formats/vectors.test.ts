import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeBytes, decodeText } from "../../../src/formats/macaroon/codec/decode.ts";
import { encodeV2 } from "../../../src/formats/macaroon/codec/encode.ts";
import { provesPossession, sign } from "../../../src/formats/macaroon/signature.ts";

/** Published by other implementations; `origin` says by which. */
interface Vector {
  id: string;
  kind: "mint+verify" | "verify" | "parse" | "bind" | "reject";
  valid: boolean;
  key_utf8: string;
  location: string;
  identifier?: string;
  identifier_hex?: string;
  caveats: { cid: string; vid_b64?: string; cl?: string }[];
  signature_hex: string;
  v1?: string;
  v2?: string;
  v2json?: object;
  v1json?: object;
  encoding: "base64" | "v2json" | "v2_packet_hex" | "v2_section_hex";
  data: string | object;
}

const vectors = JSON.parse(readFileSync(new URL("../../fixtures/macaroons.json", import.meta.url), "utf8")) as Vector[];
const readable = vectors.filter(({ kind }) => kind !== "reject" && kind !== "bind");

function serialisations({ v1, v2, v2json, v1json }: Vector): [name: string, version: number, text: string][] {
  const all: [string, number, string | object | undefined][] = [
    ["v1", 1, v1],
    ["v2", 2, v2],
    ["v2 JSON", 2, v2json],
    ["v1 JSON", 1, v1json],
  ];
  return all.flatMap(([name, version, data]) =>
    data === undefined ? [] : [[name, version, typeof data === "string" ? data : JSON.stringify(data)]],
  );
}

function caveatsOf(vector: Vector) {
  return vector.caveats.map(({ cid, vid_b64, cl }) => ({
    id: Buffer.from(cid),
    vid: vid_b64 === undefined ? null : Buffer.from(vid_b64, "base64url"),
    location: cl === undefined ? null : Buffer.from(cl),
  }));
}

function identifierOf({ identifier, identifier_hex }: Vector): Buffer {
  return identifier_hex === undefined ? Buffer.from(identifier ?? "") : Buffer.from(identifier_hex, "hex");
}

test("the fixture holds every kind of vector", () => {
  expect(readable.flatMap(serialisations).length).toBeGreaterThan(30);
  expect(vectors.filter(({ kind }) => kind === "reject").length).toBeGreaterThan(10);
});

describe.each(readable.map((vector) => [vector.id, vector] as const))("%s", (_id, vector) => {
  test.each(serialisations(vector))("%s reads as what its origin says it is", (_name, version, text) => {
    const decoded = decodeText(text);
    expect(decoded).toMatchObject({ ok: true, version });
    if (!decoded.ok) return;
    expect(decoded.macaroon).toEqual({
      location: Buffer.from(vector.location),
      identifier: identifierOf(vector),
      caveats: caveatsOf(vector),
      signature: Buffer.from(vector.signature_hex, "hex"),
    });
    expect(provesPossession(decoded.macaroon, Buffer.from(vector.key_utf8), 32)).toBe(vector.valid);
  });
});

test.each(vectors.filter(({ kind }) => kind === "mint+verify").map((vector) => [vector.id, vector] as const))(
  "%s is signed and written byte for byte as its origin does",
  (_id, vector) => {
    const signature = sign(Buffer.from(vector.key_utf8), identifierOf(vector), caveatsOf(vector));
    expect(signature.toString("hex")).toBe(vector.signature_hex);
    const macaroon = { location: Buffer.from(vector.location), identifier: identifierOf(vector), caveats: caveatsOf(vector), signature };
    expect(encodeV2(macaroon).toString("base64url")).toBe(vector.v2);
  },
);

test.each(vectors.filter(({ kind }) => kind === "reject").map((vector) => [vector.id, vector] as const))(
  "%s is refused",
  (_id, { encoding, data }) => {
    if (encoding === "base64" || encoding === "v2json") {
      expect(decodeText(typeof data === "string" ? data : JSON.stringify(data)).ok).toBe(false);
      return;
    }
    // Fields and sections are no whole macaroons: refused as they are and as the first section of one.
    const fragment = Buffer.from(String(data), "hex");
    expect(decodeBytes(fragment).ok).toBe(false);
    expect(decodeBytes(Buffer.concat([Buffer.of(2), fragment])).ok).toBe(false);
  },
);
