import { expect, test } from "vitest";
import { readStatement } from "../../../src/issuers/sql/parameters.ts";

const ALLOWED = ["ids", "reasons"];

test.each([
  ["select 1 from t where id = any(:ids)", "select 1 from t where id = any($1)", ["ids"]],
  [
    "update t set why = :reasons where id = any(:ids::uuid[]) and :ids is not null;\n",
    "update t set why = $1 where id = any($2::uuid[]) and $2 is not null",
    ["reasons", "ids"],
  ],
  ["select ':ids', \"a:ids\", e'\\':ids', $$:ids$$, $x$ $$:ids $x$ -- :ids ?\n /* :ids */ from t where :ids", null, ["ids"]],
  ["select x::text, a[1:2], 'it''s :ids' where :ids", "select x::text, a[1:2], 'it''s :ids' where $1", ["ids"]],
])("%j becomes what PostgreSQL takes", (sql, text, names) => {
  const read = readStatement(sql, ALLOWED, ["ids"]);
  expect(read).toMatchObject({ names });
  if (text !== null) expect(read).toMatchObject({ text });
  if (text === null) expect((read as { text: string }).text.match(/\$1(?!\d)/gu)).toHaveLength(1);
});

test.each([
  ["select 1", "it does not use :ids"],
  ["select :ids, :id", "the unknown parameter :id;"],
  ["select $1, :ids", "it holds $1; parameters are written as names"],
  ["delete from t where id = any(:ids); drop table t", "more than one statement"],
])("%j is refused, and the mistake says what is allowed", (sql, mistake) => {
  const read = readStatement(sql, ALLOWED, ["ids"]) as { mistake: string };
  expect(read.mistake).toContain(mistake);
  expect(read.mistake).toContain("allowed: one statement with :ids, :reasons");
});
