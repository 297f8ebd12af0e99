import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { expect, test } from "vitest";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import { signedDiscloser } from "../../../src/sources/signing/signed-discloser.ts";
import { requestOf } from "./support.ts";

const key = createFakeKey();
const body = Buffer.from('[{"token":"some_token"}]');
const signature = sign("sha256", body, key.privateKey);
const asked: string[] = [];

const authenticate = discloserWith(createPublicKey(key.publicPem));

function discloserWith(publicKey: KeyObject): ReturnType<typeof signedDiscloser> {
  return signedDiscloser({
    headers: [{ keyId: "x-key", signature: "x-signature" }],
    findKey: async (id) => {
      asked.push(id);
      return id === key.id ? { ok: true, key: publicKey } : { ok: false, reason: "unknown_key" };
    },
  });
}

function signedBy(text: string | readonly string[], signed: Buffer | string = body): ReturnType<typeof requestOf> {
  return requestOf(signed, { "X-Key": key.id, "X-Signature": text });
}

async function reasonFor(request: ReturnType<typeof requestOf>): Promise<string> {
  const result = await authenticate(request);
  return result.ok ? "accepted" : result.reason;
}

const good = signature.toString("base64");

test("the signature over the raw body is accepted, whatever letter case its headers came in", async () => {
  expect(await reasonFor(signedBy(good))).toBe("accepted");
  expect(await reasonFor(requestOf(body, { "X-KEY": key.id, "x-sIGNATURE": good }))).toBe("accepted");
});

test.each([
  ["a newline more", `${body.toString()}\n`],
  ["a space more", `${body.toString()} `],
  ["a byte order mark before it", `\uFEFF${body.toString()}`],
  ["the same JSON printed with spaces", '[{"token": "some_token"}]'],
  ["one letter changed", '[{"token":"some_tokem"}]'],
  ["nothing at all", ""],
])("a body with %s is refused", async (_name, changed) => {
  expect(await reasonFor(signedBy(good, changed))).toBe("wrong_signature");
});

test.each([
  ["no key identifier", requestOf(body, { "X-Signature": good }), "missing_header"],
  ["no signature", requestOf(body, { "X-Key": key.id }), "missing_header"],
  ["no header at all", requestOf(body, {}), "missing_header"],
  ["an empty key identifier", requestOf(body, { "X-Key": "", "X-Signature": good }), "missing_header"],
  ["an empty signature", signedBy(""), "missing_header"],
  ["two equal signatures", signedBy([good, good]), "repeated_header"],
  ["two key identifiers", requestOf(body, { "X-Key": [key.id, key.id], "X-Signature": good }), "repeated_header"],
  ["two signatures that a proxy joined", signedBy(`${good}, ${good}`), "malformed_header"],
  ["two key identifiers that a proxy joined", requestOf(body, { "X-Key": `${key.id},${key.id}`, "X-Signature": good }), "malformed_header"],
  ["an endless key identifier", requestOf(body, { "X-Key": "a".repeat(257), "X-Signature": good }), "malformed_header"],
  ["a key identifier with a line break", requestOf(body, { "X-Key": `${key.id}\n`, "X-Signature": good }), "malformed_header"],
])("a request with %s is refused before any key is looked for", async (_name, request, reason) => {
  asked.length = 0;
  expect(await reasonFor(request)).toBe(reason);
  expect(asked).toEqual([]);
});

// 70, 71 and 72 bytes of DER end in `==`, `=` or nothing; only a padded one can lose its padding.
const padded = paddedSignature();

function paddedSignature(): string {
  for (;;) {
    const text = sign("sha256", body, key.privateKey).toString("base64");
    if (text.endsWith("==")) return text;
  }
}

test.each([
  ["without its padding", padded.replaceAll("=", "")],
  ["with half of its padding", padded.slice(0, -1)],
  ["with more padding", `${padded}=`],
  ["with other bits under its padding", padded.replace(/.(?===$)/u, (last) => String.fromCharCode(last.charCodeAt(0) + 1))],
  ["with junk that a lenient decoder skips", `${good.slice(0, 8)}!${good.slice(8)}`],
  ["with a line break", `${good.slice(0, 8)}\n${good.slice(8)}`],
  ["with a space around it", ` ${good}`],
  ["in base64url", Buffer.alloc(64, 0xff).toString("base64url")],
  ["in hex with a prefix", `sha256=${signature.toString("hex")}`],
  ["longer than any signature", Buffer.alloc(142, 0x30).toString("base64")],
])("a signature %s is malformed", async (_name, text) => {
  expect(await reasonFor(signedBy(text))).toBe("malformed_header");
});

test("the unpadded one would have been taken by the decoder alone", async () => {
  expect(await reasonFor(signedBy(padded))).toBe("accepted");
  expect(Buffer.from(padded.replaceAll("=", ""), "base64")).toEqual(Buffer.from(padded, "base64"));
});

test.each([
  ["r‖s instead of DER", sign("sha256", body, { key: key.privateKey, dsaEncoding: "ieee-p1363" })],
  ["bytes that are no signature", Buffer.from("hello")],
  ["r and s of zero", Buffer.from("3006020100020100", "hex")],
  ["a byte behind the DER", Buffer.concat([signature.subarray(0, 71), Buffer.of(0)])],
  ["a signature of another key", sign("sha256", body, createFakeKey().privateKey)],
  ["a signature of another digest", sign("sha512", body, key.privateKey)],
])("%s is a wrong signature and no crash", async (_name, bytes) => {
  expect(await reasonFor(signedBy(bytes.toString("base64")))).toBe("wrong_signature");
});

test("(r, n−s) verifies as well: the text of a signature identifies nothing", async () => {
  const twin = negateS(sign("sha256", body, { key: key.privateKey, dsaEncoding: "ieee-p1363" }));
  expect(twin.equals(signature)).toBe(false);
  expect(await reasonFor(signedBy(twin.toString("base64")))).toBe("accepted");
});

test("a key that cannot be found is refused with the store's reason, and one that cannot be decided on stays an error", async () => {
  expect(await reasonFor(requestOf(body, { "X-Key": "other", "X-Signature": good }))).toBe("unknown_key");
  const undecided = signedDiscloser({
    headers: [{ keyId: "x-key", signature: "x-signature" }],
    findKey: async () => {
      throw new Error("no keys");
    },
  });
  await expect(undecided(signedBy(good))).rejects.toThrow("no keys");
});

test("node's verify takes an RSA key in the same call, which is why stores must not hold one", async () => {
  const rsa = generateKeyPairSync("rsa", { modulusLength: 512 });
  const request = signedBy(sign("sha256", body, rsa.privateKey).toString("base64"));
  expect(await discloserWith(rsa.publicKey)(request)).toEqual({ ok: true });
});

function negateS(rs: Buffer): Buffer {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const s = order - BigInt(`0x${rs.subarray(32).toString("hex")}`);
  const integers = [rs.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")].map(derInteger);
  const content = Buffer.concat(integers);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

function derInteger(unsigned: Buffer): Buffer {
  let start = 0;
  while (start < unsigned.length - 1 && unsigned[start] === 0) start += 1;
  const bytes = unsigned.subarray(start);
  const lead = Buffer.alloc(bytes[0]! >= 0x80 ? 1 : 0);
  return Buffer.concat([Buffer.of(0x02, lead.length + bytes.length), lead, bytes]);
}

test("of several pairs of header names a delivery carries one: never two, and never one of each", async () => {
  const either = signedDiscloser({
    headers: [
      { keyId: "x-key", signature: "x-signature" },
      { keyId: "y-key", signature: "y-signature" },
    ],
    findKey: async () => await Promise.resolve({ ok: true, key: createPublicKey(key.publicPem) }),
  });
  const [x, y] = [
    { "x-key": key.id, "x-signature": good },
    { "y-key": key.id, "y-signature": good },
  ];
  expect([await either(requestOf(body, x)), await either(requestOf(body, y))]).toEqual([{ ok: true }, { ok: true }]);
  expect(await either(requestOf(body, { ...x, ...y }))).toEqual({ ok: false, reason: "repeated_header" });
  expect(await either(requestOf(body, { "x-key": key.id, "y-signature": good }))).toEqual({ ok: false, reason: "repeated_header" });
  expect(await either(requestOf(body, { "y-key": key.id }))).toEqual({ ok: false, reason: "missing_header" });
});
