import { createHash, createVerify, generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import { dkimSigner } from "../../../src/notices/mail/dkim.ts";
import { composeMail } from "../../../src/notices/mail/mime.ts";
import { MESSAGE, SENDER } from "./example.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

const relaxed = (header: string): string => {
  const [name = "", ...value] = header.replaceAll("\r\n", "").split(":");
  return `${name.trim().toLowerCase()}:${value.join(":").replace(/\s+/gu, " ").trim()}`;
};

test("a mail is signed for the sender's domain, and the signature covers what people see (RFC 6376)", async () => {
  const sign = dkimSigner({ domain: "example.org", selector: "s1", key: new Secret(pem) });
  const bytes = (await composeMail(MESSAGE, { ...SENDER, sign })).toString("latin1");
  const end = bytes.indexOf("\r\n\r\n");
  const headers = bytes.slice(0, end).split(/\r\n(?![ \t])/u);
  const body = bytes.slice(end + 4);
  const signature = headers.find((header) => header.startsWith("DKIM-Signature:"))!;
  const tags = Object.fromEntries(
    signature
      .slice("DKIM-Signature:".length)
      .replaceAll(/\s/gu, "")
      .split(";")
      .map((tag) => [tag.slice(0, tag.indexOf("=")), tag.slice(tag.indexOf("=") + 1)]),
  );
  expect(tags).toMatchObject({ v: "1", a: "rsa-sha256", c: "relaxed/relaxed", d: "example.org", s: "s1" });
  const canonical = `${body
    .replace(/[ \t]+(?=\r\n)/gu, "")
    .replace(/[ \t]+/gu, " ")
    .replace(/(?:\r\n)+$/u, "")}\r\n`;
  expect(tags["bh"]).toBe(createHash("sha256").update(canonical, "latin1").digest("base64"));
  const covered = tags["h"]!.split(":").flatMap((name) =>
    headers.filter((header) => header.toLowerCase().startsWith(`${name.toLowerCase()}:`)),
  );
  for (const name of ["from", "to", "subject", "message-id"]) expect(tags["h"]!.toLowerCase().split(":")).toContain(name);
  const signed = [...covered.map(relaxed), relaxed(signature).replace(/\bb=[^;]*$/u, "b=")].join("\r\n");
  const verify = createVerify("RSA-SHA256").update(signed, "latin1");
  expect(verify.verify(publicKey, Buffer.from(tags["b"]!, "base64"))).toBe(true);
});

test("the same mail gets the same signature: a second attempt is the same to the byte", async () => {
  const sign = dkimSigner({ domain: "example.org", selector: "s1", key: new Secret(pem) });
  const [one, other] = await Promise.all([composeMail(MESSAGE, { ...SENDER, sign }), composeMail(MESSAGE, { ...SENDER, sign })]);
  expect(one.equals(other)).toBe(true);
});

test("a key that cannot sign is a mistake of the configuration, and is not repeated", () => {
  const make = () =>
    dkimSigner({
      domain: "example.org",
      selector: "s1",
      key: new Secret("-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----"),
    });
  expect(make).toThrow(/^DKIM_KEY is not an RSA private key in PEM$/u);
});
