import { expect, test } from "vitest";
import { z } from "zod";
import { check, lineOf } from "../../../src/kernel/check.ts";

const schema = z.strictObject({
  name: lineOf(3),
  count: z.number().max(5).optional(),
  tags: z.array(z.string()).max(1).optional(),
});

test.each([
  [{}, "name: it is missing (allowed: text)"],
  [{ name: 7 }, "name: it is a number (allowed: text)"],
  [{ name: " " }, "name: it is empty (allowed: at least 1 character)"],
  [{ name: "\u200B" }, "name: it has no visible character"],
  [{ name: "canary" }, "name: it has 6 characters (allowed: at most 3 characters)"],
  [{ name: "x", count: "canary" }, "count: it is text (allowed: a number)"],
  [{ name: "x", count: 7 }, "count: it is 7 (allowed: at most 5)"],
  [{ name: "x", tags: ["canary", "b"] }, "tags: it has 2 elements (allowed: at most 1 element)"],
  [{ tags: [1] }, "name: it is missing (allowed: text); tags.0: it is a number (allowed: text)"],
  [{ name: "x", other: "canary" }, 'body: "other" is not known (allowed: name, count, tags)'],
  ["canary", "body: it is text (allowed: an object)"],
])("what is wrong with %j is said with the field, what was found and what is allowed, and without the text", (value, complaint) => {
  expect(() => check(schema, value)).toThrow(expect.objectContaining({ code: "invalid_request", message: complaint }));
  expect(complaint).not.toContain("canary");
});

test("what nobody knows is named by its first forty characters, and at most five times", () => {
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`${index}\n${"x".repeat(100)}`, 1]));
  const named = Array.from({ length: 5 }, (_, index) => `"${index} ${"x".repeat(37)}…"`).join(", ");
  expect(() => check(z.strictObject({}), many)).toThrow(`body: ${named} and 4 more are not known`);
});
