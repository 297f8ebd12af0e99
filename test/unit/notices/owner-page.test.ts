import { describe, expect, test } from "vitest";
import { phrasebook } from "../../../src/notices/catalogue.ts";
import { gonePage, type OwnerCase, ownerPage } from "../../../src/notices/owner-page/page.ts";
import { SAMPLES } from "../../../src/notices/preview/samples.ts";
import { DECEPTIVE, HOSTILE, tags } from "./hostile.ts";

const { found, token } = SAMPLES.revoked;
const AT = new Date("2026-03-17T14:03:22Z");

const CASE: OwnerCase = {
  ...SAMPLES.revoked,
  state: { kind: "revoked", at: AT },
  timeline: [
    { at: AT, event: "reported" },
    { at: AT, event: "revoked" },
  ],
  answer: { kind: "replaced", at: AT },
  expiresAt: new Date("2026-04-17T14:03:22Z"),
};

const FIELDS: Readonly<Record<string, (text: string) => OwnerCase>> = {
  "product name": (product) => ({ ...CASE, product }),
  "case number": (caseNumber) => ({ ...CASE, caseNumber }),
  "owner's name": (name) => ({ ...CASE, recipient: { ...CASE.recipient, name } }),
  "owner's address": (email) => ({ ...CASE, recipient: { name: "", email } }),
  "token's name": (name) => ({ ...CASE, token: { ...token, name } }),
  "token's id": (id) => ({ ...CASE, token: { ...token, id } }),
  "token's hint": (hint) => ({ ...CASE, token: { ...token, name: "", hint } }),
  "token's restriction": (scope) => ({ ...CASE, token: { ...token, scopes: [scope] } }),
  "source's title": (sourceTitle) => ({ ...CASE, found: { ...found, sourceTitle } }),
  "kind of place": (place) => ({ ...CASE, found: { ...found, place } }),
  "leak's address": (url) => ({ ...CASE, found: { ...found, url, linkable: true } }),
  "leak's path": (path) => ({ ...CASE, found: { ...found, url: `https://github.com/${path}` } }),
};

// What of the structure depends on the text itself: whether an address is one that may be a link.
const structure = (html: string): string[] => tags(html).filter((tag) => !/^<\/?a\b/u.test(tag));

describe.each(Object.entries(FIELDS))("on the owner's page, in the %s", (_field, into) => {
  test.each(Object.entries(HOSTILE))("%s does nothing", (_what, hostile) => {
    for (const language of ["en", "he"]) {
      const words = phrasebook(language);
      const html = ownerPage(into(hostile), words);
      expect(html).not.toMatch(DECEPTIVE);
      expect(html.isWellFormed()).toBe(true);
      expect(structure(html)).toEqual(structure(ownerPage(into("word"), words)));
      for (const [, href] of html.matchAll(/href="([^"]*)"/gu)) expect(href).toMatch(/^https:\/\/github\.com\//u);
    }
  });
});

describe("on the page of a link that opens nothing, in the product name", () => {
  test.each(Object.entries(HOSTILE))("%s does nothing", (_what, hostile) => {
    const html = gonePage(hostile, phrasebook("en"));
    expect(html).not.toMatch(DECEPTIVE);
    expect(tags(html)).toEqual(tags(gonePage("word", phrasebook("en"))));
  });
});
