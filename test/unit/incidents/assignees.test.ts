import { expect, test } from "vitest";
import { assigneeOfRole, mentionedIn, partsOfComment, roleOfAssignee } from "../../../src/incidents/casework/assignees.ts";

const PEOPLE = ["Ada", "Ada Lovelace", "Grace", "לאה"];

test.each([
  ["@Ada look", ["Ada"]],
  ["ask @ada lovelace, or @GRACE", ["Ada Lovelace", "Grace"]],
  ["@Ada @Ada", ["Ada"]],
  ["(@לאה)", ["לאה"]],
  ["mail ada@Grace.example", []],
  ["@Adam is another", []],
  ["@nobody, @", []],
])("a comment names whom it is for: %s", (text, names) => {
  expect(mentionedIn(text, PEOPLE)).toEqual(names);
});

test("the parts of a comment are all of it", () => {
  const text = "both @Ada Lovelace and @Grace, see a@b";
  expect(
    partsOfComment(text, PEOPLE)
      .map((part) => part.text)
      .join(""),
  ).toBe(text);
});

test("a role is told from a person", () => {
  expect(roleOfAssignee(assigneeOfRole("responder"))).toBe("responder");
  expect([roleOfAssignee("Ada"), roleOfAssignee("my role:responder")]).toEqual([null, null]);
});
