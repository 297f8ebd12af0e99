import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { composeMail } from "../../../src/notices/mail/mime.ts";
import type { Notice } from "../../../src/notices/notice.ts";
import { mailOf, NOTICE, SENDER } from "./example.ts";

const HOSTILE: Readonly<Record<string, string>> = {
  "a header after CR LF": "ci\r\nBcc: eve@evil.example\r\n\r\nclick https://evil.example",
  "a header after a bare LF": "ci\nX-Evil: 1",
  "a header after a bare CR": "ci\rX-Evil: 1",
  "a header after a line separator": "ci\u2028X-Evil: 1\u2029\u0085X-Evil: 2",
  "a paragraph of its own": "ci\n\n\nYour account is closed. Sign in at evil.example now.\n\n",
  NUL: "ci\0\0ci",
  "other control characters": "ci\u0007\u001B[31m\u009B31mred\u007F",
  "bidi overrides": "\u202Eic\u2066\u2067x\u2069\u200F\u061C",
  "invisible characters": "c\u200B\u200D\u2060\uFEFFi",
  "lone surrogates": "\uD83Dci\uDE00\uD800",
  "a script": "<script>alert(1)</script>",
  "a way out of an attribute": `"><img src=x onerror=alert(1)>' onmouseover='alert(1)`,
  "a way out of the style sheet": "</style></title></head><body>",
  "a comment": "<!-- --><![CDATA[ ]]>",
  entities: "&lt;b&gt; &amp; &#x202e;",
  "a javascript address": "javascript:alert(document.domain)",
  "a data address": "data:text/html;base64,PHNjcmlwdD4=",
  "more recipients": 'eve@evil.example, "Mallory" <mallory@evil.example>; <x@evil.example>',
  "quotes and backslashes": `\\"\\' \`"`,
  "message syntax": "{name} {count, plural, other {#}} '{'}' <b>",
  "an encoded word": "=?utf-8?q?=0D=0ABcc:_eve=40evil.example?= =?utf-8?b?4oCu?=",
  "the end of the mail": "\r\n.\r\nQUIT\r\n",
  "a boundary": "\r\n------_NmP-Part_1\r\nContent-Type: text/html\r\n\r\n<b>",
  "right-to-left letters": "הטוקן שלי 123 (ci)",
  emoji: "👩‍🚀🏳️‍🌈".repeat(20),
  "300 characters": "W".repeat(300),
  "combining marks": `a${"\u0301".repeat(200)}`,
};

// The address is not in this list: a mailer refuses what is not exactly one address (mailers.test.ts).
const FIELDS: Readonly<Record<string, (text: string) => Notice>> = {
  "product name": (text) => ({ ...NOTICE, product: text }),
  "support address": (text) => ({ ...NOTICE, supportAddress: text }),
  "replacement address": (text) => ({ ...NOTICE, replaceUrl: text }),
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
// Everything the cleaning is to take out, line feed excepted: the parts have lines.
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const DECEPTIVE = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069\uFEFF]/u;

const tags = (html: string): string[] => Array.from(html.matchAll(/<[^>]*>/gu), ([tag]) => tag.replace(/(?:href|rel)="[^"]*"/gu, ""));
const paragraphs = (text: string): number => text.split("\n\n").length;

async function read(notice: Notice) {
  const bytes = await composeMail(mailOf(notice), SENDER);
  return { bytes: bytes.toString("latin1"), mail: await PostalMime.parse(bytes) };
}

describe.each(Object.entries(FIELDS))("in the %s", (field, into) => {
  test.each(Object.entries(HOSTILE))("%s does nothing", async (_what, hostile) => {
    const { bytes, mail } = await read(into(hostile));
    // With a plain word in its place, the same structure has to come out.
    const harmless = (await read(into(field === "replacement address" ? "x" : "word"))).mail;

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
    expect(mail.subject).toMatch(/^\[[^\n]*\] We revoked your token "[^\n]*"(?: after it was|,) found in public$/u);
    expect(paragraphs(mail.text!)).toBe(paragraphs(harmless.text!));
    expect(tags(mail.html!)).toEqual(tags(harmless.html!));
    for (const [, href] of mail.html!.matchAll(/href="([^"]*)"/gu)) {
      expect(href).toMatch(/^https:\/\/(?:github\.com|tokens\.example\.org)\//u);
    }
  });
});
