import type { JSX } from "preact";
import type { Figures } from "../../../incidents/queries/figures.ts";
import { type Column, ColumnChart } from "../../ui/chart/columns.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";

const UNIT_MS = { hour: 3_600_000, day: 86_400_000 } as const;

/** Reports per day or hour, those without any among them. */
export function ReportChart({ figures }: { readonly figures: Figures }): JSX.Element {
  const { words } = usePage();
  const columns = columnsOf(figures);
  const highest = Math.max(...columns.map(({ value }) => value));
  const total = columns.reduce((sum, { value }) => sum + value, 0);
  return (
    <section class="card" aria-labelledby="reports">
      <h2 id="reports">{words.text(`figures.reports.${figures.unit}`)}</h2>
      <ColumnChart
        title={words.text("figures.reports.summary", { total, highest })}
        columns={columns}
        highest={words.text("figures.reports.highest", { highest })}
      />
      {figures.reports.cut && <p class="note">{words.text("figures.cut")}</p>}
      <details>
        <summary>{words.text("figures.asTable")}</summary>
        <Table
          caption={words.text("figures.reports.summary", { total, highest })}
          rows={columns}
          keyOf={({ label }) => label}
          empty=""
          columns={[
            { title: words.text(`figures.${figures.unit}`), cell: ({ label }) => label },
            { title: words.text("figures.reports"), class: "number", cell: ({ value }) => words.number(value) },
          ]}
        />
      </details>
    </section>
  );
}

function columnsOf({ from, reports, to, unit }: Figures): Column[] {
  const step = UNIT_MS[unit];
  const counted = new Map(reports.rows.map((row) => [row.at.getTime(), row.reports]));
  const first = Math.floor(from.getTime() / step) * step;
  const length = Math.floor((to.getTime() - first) / step) + 1;
  return Array.from({ length }, (_, index) => {
    const at = first + index * step;
    const text = new Date(at).toISOString();
    return { label: unit === "day" ? text.slice(0, 10) : text.slice(5, 16).replace("T", " "), value: counted.get(at) ?? 0 };
  });
}
