import { expect, test } from "vitest";
import { CATALOGUES, type Catalogue, type MessageKey, phrasebook } from "../../../src/notices/catalogue.ts";
import { foreign } from "../../../src/notices/document.ts";
import { en } from "../../../src/notices/locales/en.ts";
import { argumentsOf } from "../../helpers/messages.ts";

const KEYS = Object.keys(en.messages) as MessageKey[];

test.each(CATALOGUES.map((catalogue) => [catalogue.language, catalogue] as const))(
  "%s has every message, with the placeholders that English has",
  (_language, { messages }) => {
    expect(Object.keys(messages).toSorted()).toEqual(KEYS.toSorted());
    for (const key of KEYS) expect([key, argumentsOf(messages[key])]).toEqual([key, argumentsOf(en.messages[key])]);
  },
);

test.each(CATALOGUES)("a subject in $language leaves room for the token's name", ({ messages }) => {
  for (const key of KEYS.filter((one) => one.endsWith(".subject.short"))) {
    expect(messages[key].replace("{product}", "x".repeat(20)).replace("{name}", "").length).toBeLessThanOrEqual(64);
  }
});

test.each([
  ["zh", "zh-Hans"],
  ["zh-CN", "zh-Hans"],
  ["zh-SG", "zh-Hans"],
  ["zh-TW", "en"],
  ["pt", "pt-BR"],
  ["pt-PT", "pt-BR"],
  ["iw", "he"],
  ["de-CH", "de"],
  ["sr-Latn", "en"],
])("an owner who reads %s is written to in %s", (locale, language) => {
  expect(phrasebook(locale).language).toBe(language);
});

const translated = (language: string, dir: "ltr" | "rtl" = "ltr"): Catalogue => ({
  language,
  dir,
  messages: { ...en.messages, "steps.heading": language },
});
const CHOICE: readonly Catalogue[] = [en, translated("pt"), translated("pt-BR"), translated("he", "rtl")];

test.each([
  ["pt-BR", "pt-BR"],
  ["pt_BR", "pt-BR"],
  ["pt-PT", "pt"],
  ["PT", "pt"],
  ["pt-Latn-BR-u-nu-arab", "pt"],
  ["en-GB", "en"],
  ["he-IL", "he"],
  ["xx", "en"],
  ["", "en"],
  ["not a locale!", "en"],
  ["C.UTF-8", "en"],
  ["x".repeat(10_000), "en"],
])("locale %j is answered in %s", (locale, language) => {
  expect(phrasebook(locale, CHOICE).language).toBe(language);
});

test("the direction comes from the catalogue", () => {
  expect(phrasebook("he-IL", CHOICE).dir).toBe("rtl");
  expect(phrasebook("en", CHOICE).dir).toBe("ltr");
});

test("times are in UTC, say so, and follow the region", () => {
  const at = new Date("2026-03-17T14:03:21+02:00");
  expect(phrasebook("en").time(at)).toBe("March 17, 2026 at 12:03 UTC");
  expect(phrasebook("en-GB").time(at)).toBe("17 March 2026 at 12:03 UTC");
});

test("an extension in the locale chooses neither calendar nor digits", () => {
  expect(phrasebook("en-u-ca-buddhist-nu-thai").time(new Date("2026-03-17T12:03:00Z"))).toBe("March 17, 2026 at 12:03 UTC");
});

test("numbers have their plural", () => {
  const words = phrasebook("en");
  expect(words.text("facts.found.others", { count: 1 })).toBe("and 1 other place");
  expect(words.text("facts.found.others", { count: 2 })).toBe("and 2 other places");
});

test("a message without a value for its placeholder is an error, not a hole in the mail", () => {
  expect(() => phrasebook("en").text("facts.found.others")).toThrow(/count/u);
});

test("foreign text in a message is never read as message syntax, and stays apart", () => {
  const name = foreign("{product, plural, other {<b>x</b>}}");
  const phrase = phrasebook("en").phrase("revoked.opening", { product: foreign("P"), name, at: "now" });
  expect(phrase).toContainEqual(name);
});
