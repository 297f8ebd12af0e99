import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL("../../../migrations/", import.meta.url));
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".sql"));

/** Statements without comments and without the bodies of functions, white space folded. */
function statementsOf(file: string): string[] {
  return readFileSync(FOLDER + file, "utf8")
    .replace(/--[^\n]*/gu, "")
    .replace(/\$\$[\s\S]*?\$\$/gu, "''")
    .split(";")
    .map((statement) => statement.replace(/\s+/gu, " ").trim().toLowerCase())
    .filter((statement) => statement !== "");
}

const CREATED = /^create (?:unlogged )?table (?:if not exists )?(\w+)/u;

// What the version before, which goes on working beside the new schema, could stumble over. Each with the table it is done to.
const BREAKS: Readonly<Record<string, RegExp>> = {
  "drops a table": /^drop table (?:if exists )?(\w+)/u,
  "drops or renames a column, or gives it another type": /^alter table (\w+) .*(?:drop column|rename|alter column \w+ (?:set data )?type)/u,
  "makes a column obligatory": /^alter table (\w+) (?:.*alter column \w+ set not null|.*add column (?!.*default).*not null)/u,
  "refuses what was allowed, at once": /^alter table (\w+) (?=.*add (?:constraint \w+ )?(?:check|foreign|unique))(?!.*not valid)/u,
  "refuses rows that were allowed": /^create unique index (?:if not exists )?\w+ on (\w+)(?! .* where )/u,
};

// A column that is added with its check refuses nothing that older versions write: they do not know it.
const isNewColumn = (statement: string): boolean => / add column /u.test(statement) && !/ add constraint /u.test(statement);

test.each(FILES)("the version before goes on working beside %s", (file) => {
  const earlier = new Set(
    FILES.filter((name) => name < file)
      .flatMap(statementsOf)
      .flatMap((statement) => CREATED.exec(statement)?.[1] ?? []),
  );
  const found = statementsOf(file).flatMap((statement) =>
    Object.entries(BREAKS).flatMap(([what, pattern]) => {
      const table = pattern.exec(statement)?.[1];
      const harmless = what.startsWith("refuses what") && isNewColumn(statement);
      return table !== undefined && earlier.has(table) && !harmless ? [`${what}: ${statement}`] : [];
    }),
  );
  expect(found).toEqual([]);
});

test.each([
  ["alter table incidents drop column source"],
  ["alter table incidents rename column source to origin"],
  ["alter table incidents alter column source type int"],
  ["alter table incidents alter column plan set not null"],
  ["alter table incidents add column why text not null"],
  ["alter table incidents add constraint few check (round < 3)"],
  ["create unique index once on incidents (token_id)"],
  ["drop table incidents"],
])("%s would be noticed", (statement) => {
  expect(Object.values(BREAKS).some((pattern) => pattern.exec(statement)?.[1] === "incidents")).toBe(true);
});
