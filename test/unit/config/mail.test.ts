import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { messageOf } from "../../../src/kernel/errors.ts";

const PEM = "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----";
const SENDER = "security@example.org";

function complaintOf(env: Readonly<Record<string, string>>): string {
  try {
    loadConfig(env);
  } catch (error) {
    return messageOf(error);
  }
  return "";
}

describe("a key to sign mails with", () => {
  test.each([
    [{ DKIM_KEY: PEM, MAIL_FROM: SENDER }, "DKIM_SELECTOR is not set, and DKIM_KEY means nothing without it: set both or neither"],
    [{ DKIM_SELECTOR: "s1", MAIL_FROM: SENDER }, "DKIM_KEY is not set, and DKIM_SELECTOR means nothing without it: set both or neither"],
    [{ DKIM_SELECTOR: "s1", DKIM_KEY: PEM }, "MAIL_FROM is not set, and DKIM_KEY signs for its domain"],
  ])("is refused without what it needs, instead of signing nothing", (env, mistake) => {
    expect(complaintOf(env)).toContain(mistake);
    expect(complaintOf(env)).not.toContain("PRIVATE");
  });

  test("is taken with its selector and the sender that it signs for", () => {
    expect(loadConfig({ DKIM_SELECTOR: "s1", DKIM_KEY: PEM, MAIL_FROM: SENDER }).config.mail.dkim?.selector).toBe("s1");
  });
});
