import { createPublicKey, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import { type Curve, KeyDocumentError, readKeyDocument } from "../../../src/sources/signing/key-document.ts";

const { publicPem } = createFakeKey();

function read(document: unknown, curves: readonly Curve[] = ["P-256"]): ReturnType<typeof readKeyDocument> {
  return readKeyDocument(Buffer.from(typeof document === "string" ? document : JSON.stringify(document)), curves);
}

function listing(...keys: readonly unknown[]): object {
  return { public_keys: keys };
}

test("keys come by their identifiers, with whether they are current", () => {
  const keys = read(
    listing(
      { key_identifier: "a", key: publicPem, is_current: true },
      { key_identifier: "b", key: publicPem, is_current: false },
      { key_identifier: "c", key: publicPem },
    ),
  );
  expect([...keys].map(([id, key]) => [id, key.current, key.key?.asymmetricKeyDetails])).toEqual([
    ["a", true, { namedCurve: "prime256v1" }],
    ["b", false, { namedCurve: "prime256v1" }],
    ["c", true, { namedCurve: "prime256v1" }],
  ]);
});

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
const rsaPkcs1 = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "pkcs1", format: "pem" });
const ed25519 = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" });
const privatePem = createFakeKey().privateKey.export({ type: "pkcs8", format: "pem" });
const sec1Pem = createFakeKey().privateKey.export({ type: "sec1", format: "pem" });

test.each([
  ["an RSA key", rsa],
  ["an RSA key in its own encoding", rsaPkcs1],
  ["an Ed25519 key", ed25519],
  ["a key on secp256k1", createFakeKey("secp256k1").publicPem],
  ["a key on P-384", createFakeKey("secp384r1").publicPem],
  ["a private key", privatePem],
  ["a private key in the older encoding", sec1Pem],
  ["a public key with a private one behind it", `${publicPem}${String(privatePem)}`],
  ["a public key in the midst of other text", `key:\n${publicPem}`],
  ["a key of more than 16 kB", `${publicPem}${" ".repeat(16 * 1024)}`],
  ["no key at all", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"],
  ["empty text", ""],
])("%s is not usable and does not spoil the key beside it", (_name, pem) => {
  const keys = read(
    listing({ key_identifier: "bad", key: pem, is_current: true }, { key_identifier: "good", key: publicPem, is_current: true }),
  );
  expect(keys.get("bad")?.key).toBeNull();
  expect(keys.get("good")?.key).not.toBeNull();
});

test("node takes a private PEM for a public key, which is why the label is checked", () => {
  expect(createPublicKey(privatePem).type).toBe("public");
});

test("the layout of the PEM text does not matter", () => {
  const body = publicPem.replaceAll("\n", "\r\n");
  expect(read(listing({ key_identifier: "a", key: body, is_current: true })).get("a")?.key).not.toBeNull();
});

test.each([
  ["not JSON", "<html>", "not JSON"],
  ["empty", "", "not JSON"],
  ["null", "null", "not an object"],
  ["a list", "[]", "not an object"],
  ["without public_keys", {}, "no public_keys"],
  ["with public_keys that are no list", { public_keys: {} }, "not a list"],
  ["without any key", listing(), "empty"],
  ["with an entry that is no object", listing(null), "public_keys[0] is not an object"],
  ["with an entry without an identifier", listing({ key: publicPem }), "public_keys[0].key_identifier"],
  ["with an endless identifier", listing({ key_identifier: "a".repeat(257), key: publicPem }), "public_keys[0].key_identifier"],
  ["with an entry without a key", listing({ key_identifier: "a" }), "public_keys[0].key is not a text"],
  ["in another vendor's field name", listing({ key_identifier: "a", public_key: publicPem }), "public_keys[0].key is not a text"],
  ["with an is_current that is no boolean", listing({ key_identifier: "a", key: publicPem, is_current: "yes" }), "is_current"],
  [
    "that names two keys by one identifier",
    listing({ key_identifier: "a", key: publicPem }, { key_identifier: "a", key: createFakeKey().publicPem }),
    "two different keys",
  ],
  ["of more than 100 keys", listing(...Array.from({ length: 101 }, (_, i) => ({ key_identifier: `${i}`, key: publicPem }))), "at most 100"],
])("a document that is %s is refused as a whole, and says where", (_name, document, where) => {
  expect(() => read(document)).toThrow(KeyDocumentError);
  expect(() => read(document)).toThrow(where);
});

test("a key that is listed twice is one key, and current when either entry says so", () => {
  const keys = read(
    listing({ key_identifier: "a", key: publicPem, is_current: true }, { key_identifier: "a", key: publicPem, is_current: false }),
  );
  expect(keys.size).toBe(1);
  expect(keys.get("a")?.current).toBe(true);
});

test("an identifier called __proto__ is an identifier like any other", () => {
  const keys = read(`{"public_keys":[{"key_identifier":"__proto__","key":${JSON.stringify(publicPem)},"__proto__":{"x":1}}]}`);
  expect([...keys.keys()]).toEqual(["__proto__"]);
});

test("a source may allow other curves; each key is on one of them or of no use", () => {
  const on = (curve: string): object => ({ key_identifier: curve, key: createFakeKey(curve).publicPem });
  const document = listing(...["prime256v1", "secp384r1", "secp521r1", "secp256k1"].map(on));
  const usable = (curves: readonly Curve[]): string[] =>
    [...read(document, curves)].filter(([, { key }]) => key !== null).map(([id]) => id);
  expect(usable(["P-256"])).toEqual(["prime256v1"]);
  expect(usable(["P-384", "P-521"])).toEqual(["secp384r1", "secp521r1"]);
});
