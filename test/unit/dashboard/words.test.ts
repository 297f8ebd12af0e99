import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { reasons } from "../../../src/dashboard/words/en/said/reasons.ts";
import { en } from "../../../src/dashboard/words/en.ts";
import { CATALOGUES, type MessageKey, Words, wordsFor } from "../../../src/dashboard/words/words.ts";
import { CATALOGUES as NOTICES } from "../../../src/notices/catalogue.ts";
import { ACTS, CASES } from "../../../src/policy/policy.ts";
import { argumentsOf, pluralsOf } from "../../helpers/messages.ts";

// As the formats write them.
const CAVEATS = [
  "only from 2026-01-01T00:00:00Z until for ever",
  "only from 2026-01-01T00:00:00Z until 2027-01-01T00:00:00Z",
  "only for the projects a, b",
  "only for the projects with the ids 1, 2",
  "for all projects of the user",
  "only as the user u",
  "only as the trusted publisher p",
  "only with a discharge from d",
  "only with a discharge from a third party",
  "and 3 more",
  "12 bytes that are not text",
  "caveat number 7",
  "limited by machines: m",
  "issued by i",
  "for f",
  "only to be used at a",
  "only for the scopes s",
];

// Those that are not understood are told in words of ours as well.
const kindOf = (caveat: string): string => (/^(?:and|\d|caveat)/u.test(caveat) ? "unknown" : "user");

const KEYS = Object.keys(en.messages) as MessageKey[];
// What is counted here are whole numbers, and seldom millions, for which Romance languages have a form of their own.
const COUNTS = Array.from({ length: 1_000 }, (_, count) => count);

test("the reader of messages sees arguments, choices and plurals, however deep they stand", () => {
  const message = "{who} {how, select, yes {found {count, plural, one {# {thing}} other {# things}}} other {}}";
  expect(argumentsOf(message)).toEqual(["count", "how: other yes", "thing", "who"]);
  expect(pluralsOf(message)).toEqual([["one", "other"]]);
});

describe.each(CATALOGUES.map((catalogue) => [catalogue.language, catalogue] as const))("%s", (language, { messages }) => {
  test("has every message, with the arguments and the choices that English has", () => {
    expect(Object.keys(messages).toSorted()).toEqual(KEYS.toSorted());
    for (const key of KEYS) expect([key, argumentsOf(messages[key])]).toEqual([key, argumentsOf(en.messages[key])]);
  });

  test("has every plural that its numbers need", () => {
    const rules = new Intl.PluralRules(language);
    const needed = new Set(["other", ...COUNTS.map((count) => rules.select(count))]);
    for (const key of KEYS) {
      for (const told of pluralsOf(messages[key])) expect([key, told.toSorted()]).toEqual([key, [...needed].toSorted()]);
    }
  });
});

test.each(CATALOGUES.filter((catalogue) => catalogue !== en))("$language leaves no sentence in English", ({ messages }) => {
  expect(KEYS.filter((key) => /\p{L}+ \p{L}+/u.test(en.messages[key]) && messages[key] === en.messages[key])).toEqual([]);
});

test("the languages are those of the notices", () => {
  expect(CATALOGUES.map(({ dir, language }) => [language, dir])).toEqual(NOTICES.map(({ dir, language }) => [language, dir]));
});

test.each([
  [["de-AT", "en"], "de"],
  [["en-GB", "de"], "en"],
  [["xx", "de;q=0.1".split(";")[0]!], "de"],
  [["tlh"], "en"],
  [["pt-PT"], "pt-BR"],
  [["zh-CN"], "zh-Hans"],
  [["zh-TW", "ja"], "ja"],
  [["iw"], "he"],
  [["*"], "en"],
  [[], "en"],
  [["not a language!", "x".repeat(10_000), "de"], "de"],
])("whoever asks for %j reads %s", (wanted, language) => {
  expect(wordsFor(wanted).language).toBe(language);
});

describe("times", () => {
  const at = new Date("2026-03-17T14:03:21+02:00");
  const after = (seconds: number): Date => new Date(at.getTime() + seconds * 1_000);
  const [english, german] = [wordsFor(["en"]), wordsFor(["de"])];

  test("are in UTC and say so", () => {
    expect(english.time(at)).toBe("Mar 17, 2026, 12:03:21 UTC");
    expect(german.time(at)).toBe("17.03.2026, 12:03:21 UTC");
  });

  test.each([
    [-3, "just now", "gerade eben"],
    [59, "59 sec. ago", "vor 59 Sek."],
    [3_599, "59 min. ago", "vor 59 Min."],
    [86_399, "23 hr. ago", "vor 23 Std."],
    [200_000, "2 days ago", "vor 2 Tagen"],
  ])("%d s ago is said in the largest unit", (seconds, inEnglish, inGerman) => {
    expect([english.ago(at, after(seconds)), german.ago(at, after(seconds))]).toEqual([inEnglish, inGerman]);
  });

  test.each([
    [-5, "0 ms", "0 ms"],
    [12.4, "12 ms", "12 ms"],
    [3_450, "3.4 sec", "3,4 Sek."],
    [300_000, "5 min", "5 Min."],
    [172_799_000, "47 hr", "47 Std."],
    [259_200_000, "3 days", "3 Tg."],
  ])("%d ms are a short span", (ms, inEnglish, inGerman) => {
    expect([english.lapse(ms), german.lapse(ms)]).toEqual([inEnglish, inGerman]);
  });
});

test("what other rooms say is looked up by exactly what they say", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter(
    (name) => /\.tsx?$/u.test(name) && !name.includes("dashboard/words/"),
  );
  const text = sources.map((name) => readFileSync(`src/${name}`, "utf8")).join("");
  expect(Object.values(reasons).filter((sentence) => !text.includes(sentence))).toEqual([]);
  const found = Object.entries(en.messages).filter(([key, sentence]) => /^(?:finding|otherwise)\./u.test(key) && !sentence.includes("{"));
  const plain = text.replaceAll("\\'", "'").replaceAll("`", "");
  expect(found.filter(([, sentence]) => !plain.includes(sentence.replaceAll("`", "")))).toEqual([]);
});

test.each(CATALOGUES.filter((catalogue) => catalogue !== en).map(({ language }) => language))(
  "in %s are the caveats of a copy, the rule that decided, and what happens while a setting is not set",
  (language) => {
    const words = wordsFor([language]);
    for (const caveat of CAVEATS) expect(words.caveat(kindOf(caveat), caveat)).not.toBe(caveat);
    for (const found of CASES)
      for (const act of ACTS)
        expect(words.said(`policies[0]: ${found.replaceAll("_", " ")} → ${act}`)).not.toMatch(new RegExp(`→ ${act}$`, "u"));
    expect(words.said("default: genuine → revoke (dry run: not done)")).not.toMatch(/dry run|default|genuine|revoke/u);
    expect(words.said("nothing to do: the token is revoked")).not.toMatch(/nothing|revoked/u);
    const unset = loadConfig({}).config.settings.filter(({ value }) => value === null);
    for (const { name, otherwise } of unset.filter((one) => / /u.test(one.otherwise)))
      expect([name, words.otherwise(otherwise)]).not.toEqual([name, otherwise]);
  },
);

test.each(CATALOGUES.filter((catalogue) => catalogue !== en))(
  "in $language is what doctor finds and advises, also several remarks at once",
  ({ language }) => {
    const words = wordsFor([language]);
    const found = [
      "1 migration is pending",
      "2 secret(s); no genuine delivery yet",
      "not looked at: it needs the database",
      "not configured: /hooks/x answers 404",
      "to take it, set A",
    ];
    for (const text of found) expect(words.finding(text)).not.toMatch(/pending|secret\(s\)|genuine|looked|database|configured|to take/u);
  },
);

test("a caveat in somebody's own words stays so, and English says what the rooms say", () => {
  expect(wordsFor(["de"]).caveat("unknown", "for lunch")).toBe("for lunch");
  for (const caveat of CAVEATS.slice(1)) expect(wordsFor(["en"]).caveat(kindOf(caveat), caveat)).toBe(caveat);
  expect(wordsFor(["en"]).said("policies[1]: expired copy → notify (dry run: not done)")).toBe(
    "policies[1]: expired copy → notify (dry run: not done)",
  );
});

test("what follows the colon of a sentence of ours may be anybody's", () => {
  const words = wordsFor(["de"]);
  expect(words.said("owner unreachable: the issuer knows no mail address")).toBe(
    "Inhaber nicht erreichbar: der Aussteller kennt keine Mailadresse",
  );
  expect(words.said("reopened: x: {y}")).toBe("wieder geöffnet: x: {y}");
  expect(words.said("550: no such user")).toBe("550: no such user");
});

test("a value keeps its direction in a language that is written from right to left, and still chooses a text", () => {
  const words = wordsFor(["he"]);
  expect(words.text("views.deleteOf", { title: "a: b" })).toContain("\u2068a: b\u2069");
  expect(words.text("live.new", { more: "yes", count: 5 })).not.toContain("\u2068");
  expect(words.text("theme.change", { theme: "light" })).toContain("בהירים");
});

test("a message without a value for its argument is an error, not a hole in the page", () => {
  expect(() => new Words(CATALOGUES[0]!).text("bulk.tooMany")).toThrow(/max/u);
});

test("what looks like markup in a value stays text", () => {
  expect(wordsFor(["en"]).text("views.deleteOf", { title: "<b>{x}</b>" })).toBe("Delete <b>{x}</b>");
});
