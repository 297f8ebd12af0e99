import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { composeMail } from "../../../src/notices/mail/mime.ts";
import type { Notice, NoticeOf } from "../../../src/notices/notice.ts";
import { SAMPLES } from "../../../src/notices/preview/samples.ts";
import { mailOf, NOTICE, SENDER } from "./example.ts";
import { DECEPTIVE, HOSTILE, tags } from "./hostile.ts";

// The address is not in this list: a mailer refuses what is not exactly one address (mailers.test.ts).
const FIELDS: Readonly<Record<string, (text: string) => Notice>> = {
  "product name": (text) => ({ ...NOTICE, product: text }),
  "support address": (text) => ({ ...NOTICE, supportAddress: text }),
  "legal line": (text) => ({ ...NOTICE, legalLine: text }),
  "case number": (text) => ({ ...NOTICE, caseNumber: text }),
  "recipient's name": (text) => ({ ...NOTICE, recipient: { ...NOTICE.recipient, name: text } }),
  locale: (text) => ({ ...NOTICE, locale: text }),
  "token's name": (text) => ({ ...NOTICE, token: { ...NOTICE.token, name: text } }),
  "token's id": (text) => ({ ...NOTICE, token: { ...NOTICE.token, id: text } }),
  "token's hint": (text) => ({ ...NOTICE, token: { ...NOTICE.token, hint: text } }),
  "token's restriction": (text) => ({ ...NOTICE, token: { ...NOTICE.token, scopes: [text] } }),
  "source's title": (text) => ({ ...NOTICE, found: { ...NOTICE.found, sourceTitle: text } }),
  "kind of place": (text) => ({ ...NOTICE, found: { ...NOTICE.found, place: text } }),
  "leak's address": (text) => ({ ...NOTICE, found: { ...NOTICE.found, url: text } }),
  "page's path": (text) => ({ ...NOTICE, ownerPage: `https://tokens.example.org/owner/${encodeURIComponent(text.toWellFormed())}` }),
  "leak's path": (text) => ({ ...NOTICE, found: { ...NOTICE.found, url: `https://github.com/${text}` } }),
};

const HEADERS = [
  "subject",
  "auto-submitted",
  "x-auto-response-suppress",
  "content-language",
  "from",
  "to",
  "reply-to",
  "message-id",
  "date",
  "mime-version",
  "content-type",
];
const paragraphs = (text: string): number => text.trim().split("\n\n").length;

async function read(notice: Notice) {
  const bytes = await composeMail(mailOf(notice), SENDER);
  return { bytes: bytes.toString("latin1"), mail: await PostalMime.parse(bytes) };
}

// The fields that other mails have besides; only what holds for every mail is looked at.
const [LEAK] = SAMPLES.many.leaks;
const OTHERS: Readonly<Record<string, (text: string) => Notice>> = {
  "administrator's reason": (reason) => ({ ...SAMPLES.admin_revoked, reason }),
  "relay's answer": (reason) => ({ ...SAMPLES.unreachable, reason }),
  "name of one of many": (name) => manyWith({ name }),
  "hint of one of many": (hint) => manyWith({ hint }),
  "case number of one of many": (caseNumber) => manyWith({ caseNumber }),
  "address of one of many": (url) => manyWith({ found: { ...LEAK!.found, url } }),
  "product of many": (product) => ({ ...SAMPLES.many, product }),
  "product of a test": (product) => ({ ...SAMPLES.test, product }),
};

function manyWith(changes: Partial<NonNullable<typeof LEAK>>): NoticeOf<"many"> {
  return { ...SAMPLES.many, leaks: [{ ...LEAK!, ...changes }] };
}

/** What holds for every mail, whatever is in it: the structure that a plain word would have given. */
async function expectUnharmed(hostile: Notice, harmless: Notice) {
  const { bytes, mail } = await read(hostile);
  const plain = (await read(harmless)).mail;
  expect(mail.headers.map(({ key }) => key)).toEqual(HEADERS);
  expect(mail.to).toEqual([expect.objectContaining({ address: "ada@example.com" })]);
  expect(mail.from).toMatchObject({ address: "tokenward@example.org" });
  expect(mail.attachments).toEqual([]);
  expect(bytes.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/u);
  expect(Math.max(...bytes.split("\r\n").map((line) => line.length))).toBeLessThan(998);
  for (const shown of [mail.subject!, mail.to![0]!.name, mail.text!.replaceAll("\r\n", "\n"), mail.html!.replaceAll("\r\n", "\n")]) {
    expect(shown).not.toMatch(DECEPTIVE);
    expect(shown.isWellFormed()).toBe(true);
  }
  expect(mail.subject!.length).toBeLessThan(70);
  expect(paragraphs(mail.text!)).toBe(paragraphs(plain.text!));
  expect(tags(mail.html!)).toEqual(tags(plain.html!));
  for (const [, href] of mail.html!.matchAll(/href="([^"]*)"/gu)) {
    expect(href).toMatch(/^https:\/\/(?:github\.com|tokens\.example\.org)\//u);
  }
  return mail;
}

describe.each(Object.entries(FIELDS))("in the %s", (_field, into) => {
  test.each(Object.entries(HOSTILE))("%s does nothing", async (_what, hostile) => {
    const mail = await expectUnharmed(into(hostile), into("word"));
    expect(mail.subject).toMatch(/^\[[^\n]*\] We revoked your token "[^\n]*"(?: after it was|,) found in public$/u);
  });
});

describe.each(Object.entries(OTHERS))("in the %s", (_field, into) => {
  test.each(Object.entries(HOSTILE))("%s does nothing", async (_what, hostile) => {
    await expectUnharmed(into(hostile), into("word"));
  });
});
