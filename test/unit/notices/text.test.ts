import { expect, test } from "vitest";
import type { Phrase } from "../../../src/notices/document.ts";
import { renderText } from "../../../src/notices/text.ts";

const paragraph = (...content: Phrase): string => renderText({ subject: "", blocks: [{ kind: "paragraph", content }] });

test("lines are wrapped between words, at 72 columns", () => {
  const lines = paragraph("word ".repeat(40).trim()).trimEnd().split("\n");
  expect(lines.map((line) => line.length)).toEqual([69, 69, 59]);
});

test("a word that is longer than a line is broken", () => {
  expect(paragraph("x".repeat(100))).toBe(`${"x".repeat(72)}\n${"x".repeat(28)}\n`);
});

test("no character that people see as one is torn apart", () => {
  const family = "👨‍👩‍👧";
  expect(paragraph(family.repeat(37))).toBe(`${family.repeat(36)}\n${family}\n`);
});

test("an address is never broken", () => {
  const href = `https://github.com/${"x".repeat(100)}`;
  expect(paragraph("It is at", " ", { kind: "link", href, text: "shown elsewhere" })).toBe(`It is at\n${href}\n`);
});

test("facts are aligned, and a value that goes on does so under itself", () => {
  const facts = [
    { label: "Token", value: [["one two three ".repeat(6).trim()]] },
    { label: "Found at", value: [["here"], ["and there"]] },
  ];
  expect(renderText({ subject: "", blocks: [{ kind: "facts", caption: "", facts }] })).toBe(
    [
      "Token:     one two three one two three one two three one two three one",
      "           two three one two three",
      "Found at:  here",
      "           and there",
      "",
    ].join("\n"),
  );
});
