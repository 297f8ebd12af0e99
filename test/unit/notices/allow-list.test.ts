import { expect, test, vi } from "vitest";
import { AllowListMailer } from "../../../src/notices/mail/allow-list.ts";
import type { Mailer, MailOutcome } from "../../../src/notices/mail/mailer.ts";
import { MESSAGE } from "./example.ts";

const SENT: MailOutcome = { kind: "sent", response: "250 ok" };

test.each([
  ["ada@example.com", true],
  ["ADA@Example.com", true],
  ["anyone@staging.example", true],
  ["grace@example.com", false],
  ["ada@example.com.evil.example", false],
  ["ada@sub.staging.example", false],
])("outside production, %s gets mail: %s", async (address, allowed) => {
  const send = vi.fn(async () => await Promise.resolve(SENT));
  const mailer: Mailer = { send, verify: vi.fn(), close: vi.fn() };
  const listed = new AllowListMailer(mailer, ["ada@example.com", "@staging.example"]);
  const outcome = await listed.send({ ...MESSAGE, to: { name: null, address } }, async () => await Promise.resolve());
  expect(outcome).toEqual(allowed ? SENT : { kind: "refused", reason: "this is not production, and the address is not in MAIL_ALLOWED" });
  expect(send).toHaveBeenCalledTimes(allowed ? 1 : 0);
});
