import { expect, test } from "vitest";
import { csvRow } from "../../../src/dashboard/screens/exports/csv.ts";

test.each([
  ["=1+1", `"'=1+1"`],
  ["+41 79", `"'+41 79"`],
  ["-2", `"'-2"`],
  ["@SUM(A1)", `"'@SUM(A1)"`],
  ["\t=1", `"'\t=1"`],
  ["\r\n=1", `"'\r\n=1"`],
  [`a"b,c\nd`, `"a""b,c\nd"`],
  [-2, "-2"],
  [null, ""],
  [new Date(0), `"1970-01-01T00:00:00.000Z"`],
])("no spreadsheet runs %j, and every cell stays one cell", (cell, text) => {
  expect(csvRow([cell, "x"])).toBe(`${text},"x"\r\n`);
});
