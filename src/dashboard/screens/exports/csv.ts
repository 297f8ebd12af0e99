/** What a cell of a table may hold. */
export type Cell = string | number | Date | null;

// What spreadsheets take for the beginning of a formula (OWASP, "CSV injection").
const FORMULA = /^[=+\-@\t\r]/u;

/** One row of CSV (RFC 4180). Text that a spreadsheet would run gets an apostrophe before it. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = cell instanceof Date ? cell.toISOString() : cell;
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
