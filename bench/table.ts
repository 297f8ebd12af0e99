/** One measured figure. */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Its limit or peer, measured in the same run. */
  readonly beside?: { readonly what: string; readonly value: number };
  /** What we set out for. */
  readonly aim?: string;
}

/** The rows as a table that reads well in a terminal and as Markdown. */
export function table(rows: readonly Row[]): string {
  const lines = [
    ["what", "measured", "beside it, in the same run", "ratio", "aim"],
    ["---", "---", "---", "---", "---"],
    ...rows.map(({ aim = "", beside, unit, value, what }) => [
      what,
      `${figure(value)} ${unit}`,
      beside === undefined ? "" : `${beside.what}: ${figure(beside.value)} ${unit}`,
      beside === undefined ? "" : `${(value / beside.value).toFixed(2)} ×`,
      aim,
    ]),
  ];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map(
      (line) =>
        `| ${line.map((cell, column) => (cell === "---" ? "-".repeat(widths[column]!) : cell.padEnd(widths[column]!))).join(" | ")} |`,
    )
    .join("\n");
}

function figure(value: number): string {
  if (value >= 1_000) return Math.round(value).toLocaleString("en-US");
  return value >= 10 ? value.toFixed(0) : value.toFixed(2);
}

/** The p-th percentile of unsorted figures. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}
