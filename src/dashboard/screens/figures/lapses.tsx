import type { JSX } from "preact";
import type { Lapses } from "../../../incidents/queries/figures.sql.ts";
import { cleanLine } from "../../../kernel/text.ts";
import { SpanChart } from "../../ui/chart/spans.tsx";
import { TestOffer } from "../../ui/offer.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";

interface LapseChartProps {
  readonly title: string;
  readonly lapses: readonly Lapses[];
  readonly objective: number;
}

/** How long it took, of all, by source and by format; the same as a table below. */
export function LapseChart({ lapses, objective, title }: LapseChartProps): JSX.Element {
  const { words } = usePage();
  const rows = lapses.map((one) => ({ ...one, name: `${words.text(`figures.by.${one.by}`)} ${cleanLine(one.name ?? "", 60)}`.trim() }));
  const objectiveText = words.text("figures.objective", { time: words.lapse(objective * 1_000) });
  const shown = (seconds: number): string => words.lapse(seconds * 1_000);
  return (
    <section class="card">
      <h2>{title}</h2>
      {rows.length > 0 && (
        <SpanChart title={`${title}: ${words.text("figures.legend")}`} spans={rows} objective={objective} objectiveText={objectiveText} />
      )}
      {rows.length > 0 && <p class="quiet">{words.text("figures.legend")}</p>}
      <Table
        caption={title}
        rows={rows}
        keyOf={({ name }) => name}
        empty={
          <>
            <p>{words.text("figures.none")}</p>
            <TestOffer />
          </>
        }
        columns={[
          { title: words.text("figures.of"), cell: ({ name }) => <bdi>{name}</bdi> },
          { title: words.text("figures.count"), class: "number", cell: ({ count }) => words.number(count) },
          { title: "p50", class: "number", cell: ({ p50 }) => shown(p50) },
          { title: "p90", class: "number", cell: ({ p90 }) => shown(p90) },
          { title: "p99", class: "number", cell: ({ p99 }) => shown(p99) },
          {
            title: words.text("figures.within", { time: shown(objective) }),
            class: "number",
            cell: ({ count, within }) => words.percent(within / count),
          },
        ]}
      />
    </section>
  );
}
