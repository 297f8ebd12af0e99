import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { diagnoseSender } from "../../../src/compose/diagnose/sender.ts";
import { loadConfig } from "../../../src/config/load.ts";

const KEYS = generateKeyPairSync("rsa", {
  modulusLength: 1024,
  publicKeyEncoding: { type: "spki", format: "der" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const PUBLISHED = KEYS.publicKey.toString("base64");

const ENV = { SMTP_URL: "smtps://mail.example.org", MAIL_FROM: "a@tokens.example.org", DKIM_SELECTOR: "s1", DKIM_KEY: KEYS.privateKey };
const GOOD: Readonly<Record<string, string[][]>> = {
  "tokens.example.org": [["google-verification=1"], ["v=spf1 include:relay.example ", "-all"]],
  "_dmarc.example.org": [["v=DMARC1; p=reject"]],
  "s1._domainkey.tokens.example.org": [["v=DKIM1; k=rsa; p=", PUBLISHED.slice(0, 200), PUBLISHED.slice(200)]],
};

function dns(records: Readonly<Record<string, string[][]>>, code = "ENOTFOUND") {
  return {
    resolveTxt: async (name: string): Promise<string[][]> => {
      const found = records[name];
      return found === undefined ? await Promise.reject(Object.assign(new Error(code), { code })) : await Promise.resolve(found);
    },
  };
}

const look = async (records: Readonly<Record<string, string[][]>>, code?: string) =>
  await diagnoseSender(loadConfig(ENV).config.mail, dns(records, code));

describe("the domain that mails come from", () => {
  test("is well when DNS says who may send for it, what becomes of the rest, and our key", async () => {
    expect(await look(GOOD)).toMatchObject({ verdict: "ok" });
  });

  test("is told with all that is missing", async () => {
    expect(await look({})).toMatchObject({
      verdict: "warning",
      found: "tokens.example.org has no SPF record, no DMARC policy, no DKIM key at s1._domainkey.tokens.example.org",
    });
  });

  test("is told when the key that is published is another", async () => {
    const other = { ...GOOD, "s1._domainkey.tokens.example.org": [["v=DKIM1; p=AAAA"]] };
    expect(await look(other)).toMatchObject({ verdict: "warning", found: expect.stringContaining("another DKIM key than DKIM_KEY") });
  });

  test("is no failure when DNS does not answer, and is not looked at for mails that stay on this computer", async () => {
    expect(await look({}, "ETIMEOUT")).toMatchObject({ verdict: "warning", found: expect.stringContaining("ETIMEOUT") });
    for (const env of [{}, { SMTP_URL: "smtp://127.0.0.1:25" }])
      expect(await diagnoseSender(loadConfig(env).config.mail, dns({}))).toBeNull();
  });
});
