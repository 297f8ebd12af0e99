import { expect, test } from "vitest";
import { failedOutcome } from "../../../src/notices/mail/smtp-outcome.ts";

const said = (responseCode: number, text: string, command = "RCPT TO") =>
  failedOutcome(Object.assign(new Error(`${responseCode} ${text}`), { responseCode, command, permanent: responseCode >= 500 }), false);

test.each([
  [550, "5.1.1 no such user", true],
  [550, "no such user here", true],
  [551, "user not local", true],
  [553, "mailbox name not allowed", true],
  [550, "5.2.1 mailbox disabled", true],
  [550, "5.7.1 your address is on a block list", false],
  [552, "5.2.2 mailbox full", false],
  [554, "transaction failed", false],
])("%i %s: refused; no mail will ever reach the address: %s", (code, text, badAddress) => {
  expect(said(code, text)).toMatchObject({ kind: "refused", badAddress });
});

test("what is said to the mail itself says nothing of the address, unless it names it", () => {
  expect(said(550, "5.7.0 looks like spam", "DATA")).toMatchObject({ kind: "refused", badAddress: false });
  expect(said(550, "we do not like it", "DATA")).toMatchObject({ kind: "refused", badAddress: false });
  expect(said(550, "5.1.1 no such user", "DATA")).toMatchObject({ kind: "refused", badAddress: true });
});

test.each([
  [450, "4.2.0 Greylisted, come again in 300 seconds"],
  [451, "4.7.1 please try again later"],
  [450, "you have been graylisted"],
])("%i %s: greylisting is met again after some minutes", (code, text) => {
  expect(said(code, text)).toMatchObject({ kind: "deferred", retrySeconds: 300 });
});

test.each([
  [421, "4.7.28 rate limit"],
  [452, "4.5.3 too many recipients"],
  [451, "4.3.2 too many connections"],
])("%i %s: the domain is left alone for a while", (code, text) => {
  expect(said(code, text)).toMatchObject({ kind: "deferred", busySeconds: 120 });
});

test("another 4xx is tried again with backoff", () => {
  const outcome = said(451, "local error");
  expect(outcome).toEqual({ kind: "deferred", reason: "the relay did not take the mail: 451 local error" });
});
