import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import { dkimSigner } from "../../../src/notices/mail/dkim.ts";
import { composeMail } from "../../../src/notices/mail/mime.ts";
import { lookAtDkim } from "../../helpers/dkim.ts";
import { MESSAGE, SENDER } from "./example.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();

test("a mail is signed for the sender's domain, and the signature covers what people see (RFC 6376)", async () => {
  const sign = dkimSigner({ domain: "example.org", selector: "s1", key: new Secret(pem) });
  const bytes = (await composeMail(MESSAGE, { ...SENDER, sign })).toString("latin1");
  const { isGood, tags } = lookAtDkim(bytes, publicKey);
  expect(tags).toMatchObject({ v: "1", a: "rsa-sha256", c: "relaxed/relaxed", d: "example.org", s: "s1" });
  for (const name of ["from", "to", "subject", "message-id"]) expect(tags["h"]!.toLowerCase().split(":")).toContain(name);
  expect(isGood).toBe(true);
  expect(lookAtDkim(bytes.replace("\r\n\r\n", "\r\n\r\n!"), publicKey).isGood).toBe(false);
  expect(lookAtDkim(bytes.replace(/^Subject: /mu, "Subject: not "), publicKey).isGood).toBe(false);
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
