import { expect, test } from "vitest";
import { CATALOGUES, type Catalogue } from "../../../src/notices/catalogue.ts";
import { en } from "../../../src/notices/locales/en.ts";
import { composeMail } from "../../../src/notices/mail/mime.ts";
import type { NoticeOf } from "../../../src/notices/notice.ts";
import { SAMPLES } from "../../../src/notices/preview/samples.ts";
import { NOTICE_TEMPLATES, renderNotice } from "../../../src/notices/render.ts";
import { MESSAGE, NOTICE, SENDER } from "./example.ts";

const SNAPSHOTS = "../../fixtures/mail";

const withToken = (token: Partial<NoticeOf<"revoked">["token"]>): NoticeOf<"revoked"> => ({
  ...NOTICE,
  token: { ...NOTICE.token, ...token },
});
const withFound = (found: Partial<NoticeOf<"revoked">["found"]>): NoticeOf<"revoked"> => ({
  ...NOTICE,
  found: { ...NOTICE.found, ...found },
});
const flat = (text: string): string => text.replace(/\s+/gu, " ");

test("the whole mail is as it was last looked at", async () => {
  const { html, subject, text } = renderNotice(NOTICE);
  await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`${SNAPSHOTS}/en/revoked.txt`);
  await expect(html).toMatchFileSnapshot(`${SNAPSHOTS}/en/revoked.html`);
  const bytes = await composeMail(MESSAGE, SENDER);
  await expect(bytes.toString("latin1").replaceAll("\r\n", "\n")).toMatchFileSnapshot(`${SNAPSHOTS}/revoked.eml`);
});

test("a mail about a token of which little is known is as it was last looked at", async () => {
  const little = {
    ...NOTICE,
    supportAddress: null,
    ownerPage: null,
    attenuated: true,
    token: { ...NOTICE.token, name: "", createdAt: null, lastUsedAt: null, scopes: [] },
    found: { ...NOTICE.found, url: null, place: null, otherPlaces: 0 },
  };
  const { html, subject, text } = renderNotice(little);
  await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`${SNAPSHOTS}/revoked-little-known.txt`);
  await expect(html).toMatchFileSnapshot(`${SNAPSHOTS}/revoked-little-known.html`);
});

test("a mail about an expired copy says that nothing was revoked, and is as it was last looked at", async () => {
  const { html, subject, text } = renderNotice(SAMPLES.harmless_copy);
  expect(flat(text)).toContain("your token was not revoked and goes on working");
  await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`${SNAPSHOTS}/en/harmless_copy.txt`);
  await expect(html).toMatchFileSnapshot(`${SNAPSHOTS}/en/harmless_copy.html`);
});

test.each(CATALOGUES.flatMap(({ language }) => NOTICE_TEMPLATES.map((template) => [language, template] as const)))(
  "the mail in %s (%s) is as it was last looked at",
  async (locale, template) => {
    const { dir, html, language, subject, text } = renderNotice({ ...SAMPLES[template], locale });
    expect([language, html.includes(`<html lang="${language}" dir="${dir}">`)]).toEqual([locale, true]);
    expect(subject.length).toBeLessThan(70);
    await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`${SNAPSHOTS}/${locale}/${template}.txt`);
  },
);

test.each(NOTICE_TEMPLATES)("the HTML part of %s is as it was last looked at", async (template) => {
  const { html } = renderNotice(SAMPLES[template]);
  await expect(html).toMatchFileSnapshot(`${SNAPSHOTS}/en/${template}.html`);
});

test.each(NOTICE_TEMPLATES)("%s to an address that was never confirmed is short, and leads nowhere", async (template) => {
  const { html, subject, text } = renderNotice({ ...SAMPLES[template], brief: true });
  expect(text).not.toContain("://");
  expect(html).not.toContain("href=");
  expect(text).not.toContain("analytical-engine");
  if (template === "revoked") await expect(`${subject}\n\n${text}`).toMatchFileSnapshot(`${SNAPSHOTS}/revoked-brief.txt`);
});

test("every one of many tokens is named, with what became of it and where it was found", () => {
  const [leak] = SAMPLES.many.leaks;
  const leaks = Array.from({ length: 200 }, (_, index) => ({ ...leak!, name: `token ${index}`, caseNumber: `case-${index}` }));
  const { html, subject, text } = renderNotice({ ...SAMPLES.many, leaks });
  expect(subject).toContain("200 of your tokens were found");
  for (const part of [text, html]) {
    for (const index of [0, 1, 199]) expect(part).toContain(`token ${index}`);
    expect(part.match(/case-\d+/gu)).toHaveLength(200);
  }
});

test.each(["en", "ru", "he", "ja"])("the subject about many tokens in %s stays under 70 characters, whatever the count", (locale) => {
  const [leak] = SAMPLES.many.leaks;
  for (const count of [1, 2, 5, 21, 200]) {
    const notice = { ...SAMPLES.many, product: "x".repeat(60), locale, leaks: Array.from({ length: count }, () => leak!) };
    expect(renderNotice(notice).subject.length).toBeLessThan(70);
  }
});

test("a token that was found again and still works is to be revoked", () => {
  const { text } = renderNotice({ ...SAMPLES.found_again, revokedAt: null });
  expect(flat(text)).toContain("3 more public places. It still works");
  expect(flat(text)).toContain("1. Revoke the token.");
});

test("a suspension without an end says that a person decides", () => {
  expect(flat(renderNotice({ ...SAMPLES.suspended, until: null }).text)).toContain("stays suspended until a person decides");
});

test("both parts say the same, in the order that an owner needs it", () => {
  const { html, text } = renderNotice(NOTICE);
  const order = [
    "found in public and no longer works",
    "Token ID",
    "0f9b2a54-3f6f-4a5c-8a2e-7a1f8f3f1c11",
    "What to do now",
    "Make a new token where you made the old one",
    "Was it used?",
    "If you did not publish this",
    "security@example.org",
    "Why you got this",
    "keyed fingerprint",
    "need not click anything",
    "Sent automatically",
  ];
  for (const part of [flat(text), flat(html)]) {
    const places = order.map((phrase) => part.indexOf(phrase));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  }
});

test("no line of the plain part is wider than 72 columns, save for addresses", () => {
  for (const name of ["ci", "x".repeat(300), "👩‍🚀 ".repeat(80)]) {
    const wide = renderNotice(withToken({ name }))
      .text.split("\n")
      .filter((line) => Array.from(new Intl.Segmenter().segment(line)).length > 72 && !line.includes("https://"));
    expect(wide).toEqual([]);
  }
});

test.each([
  ["ci", 'We revoked your token "ci" after it was found in public'],
  ["deploy-bot ci", 'We revoked your token "deploy-bot ci", found in public'],
  ["the build server in the cellar", 'We revoked your token "the build serve…", found in public'],
])("the subject names token %j and stays under 70 characters", (name, subject) => {
  const rendered = renderNotice(withToken({ name })).subject;
  expect(rendered).toBe(`[Tokenward] ${subject}`);
  expect(rendered.length).toBeLessThan(70);
});

test("the subject stays under 70 characters whatever the product is called", () => {
  const { subject } = renderNotice({
    ...withToken({ name: "x".repeat(300) }),
    product: "The Analytical Engine Package Repository of England",
  });
  expect(subject).toMatch(/^\[The Analytical Engi…\] We revoked your token "x+…", found in public$/u);
  expect(subject.length).toBeLessThan(70);
});

test("the leak's address is a link only when it may be one", () => {
  const href = 'href="https://github.com/ada/engine';
  expect(renderNotice(NOTICE).html).toContain(href);
  const { html, text } = renderNotice(withFound({ linkable: false }));
  expect(html).not.toContain(href);
  expect(html).toContain("<bdi>github.com/ada/engine/blob/9d3c1f0a7b/deploy/.env#L12</bdi>");
  expect(text).not.toContain("https://github.com");
  expect(renderNotice(withFound({ url: "javascript:alert(1)" })).html).not.toContain('href="javascript');
});

test("nothing else is a link but the owner's page, where there is one", () => {
  for (const template of ["revoked", "harmless_copy"] as const) {
    const { html, text } = renderNotice({ ...SAMPLES[template], ownerPage: null, found: { ...NOTICE.found, url: null } });
    expect(html).not.toContain("href=");
    expect(text).not.toContain("://");
  }
});

test.each([
  ["2026-03-16T00:00:00Z", "before it was first reported"],
  ["2026-03-18T00:00:00Z", "after it was first reported"],
  [null, "We hold no use records"],
])("a token last used at %s: %s", (used, phrase) => {
  const { text } = renderNotice(withToken({ lastUsedAt: used === null ? null : new Date(used) }));
  expect(flat(text)).toContain(phrase);
});

test("a copy that was restricted further is told of", () => {
  expect(flat(renderNotice({ ...NOTICE, attenuated: true }).text)).toContain("The copy that was found had been restricted further.");
  expect(renderNotice(NOTICE).text).not.toContain("restricted further");
});

test("a long scope is cut, and says so", () => {
  const { text } = renderNotice(withToken({ scopes: Array.from({ length: 50 }, (_, index) => `project ${index + 1}`) }));
  expect(text).toContain("project 8\n");
  expect(text).not.toContain("project 9");
  expect(text).toContain("and 42 more\n");
});

test("a right-to-left language sets direction and language of the mail", () => {
  const hebrew: Catalogue = { language: "he", dir: "rtl", messages: { ...en.messages, "steps.heading": "מה לעשות עכשיו" } };
  const rendered = renderNotice({ ...NOTICE, locale: "he-IL" }, [en, hebrew]);
  expect(rendered).toMatchObject({ language: "he", dir: "rtl" });
  expect(rendered.html).toContain('<html lang="he" dir="rtl">');
  expect(rendered.text).toContain("מה לעשות עכשיו\n--------------\n");
});

test("nothing in the HTML part is fetched, run or sent", () => {
  expect(renderNotice(NOTICE).html).not.toMatch(/<(?:img|script|link|iframe|form|object|svg)\b|url\(|@import|@font-face| on\w+=| src=/iu);
});

test("what the law wants at the end of a mail stands there, in both parts", () => {
  const { html, text } = renderNotice({ ...NOTICE, legalLine: "Analytical Ltd\n12 St James's Square" });
  expect(text).toContain("\nAnalytical Ltd 12 St James's Square\n");
  expect(html).toContain("<bdi>Analytical Ltd 12 St James&#39;s Square</bdi>");
});
