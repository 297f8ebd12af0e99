import type { JSX } from "preact";

export interface Column {
  readonly label: string;
  readonly value: number;
}

interface ColumnChartProps {
  /** What it shows, for whoever does not see it. */
  readonly title: string;
  readonly columns: readonly Column[];
  readonly highest: string;
}

const HEIGHT = 100;
const STEP = 10;

/** Values side by side. The picture is stretched to the width there is; words stand beside it, so that they are not. */
export function ColumnChart({ columns, highest, title }: ColumnChartProps): JSX.Element {
  const top = Math.max(1, ...columns.map(({ value }) => value));
  return (
    <div class="chart">
      <p class="scale">{highest}</p>
      <svg
        role="img"
        aria-label={title}
        viewBox={`0 0 ${columns.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        class="columns-chart"
      >
        {columns.map(({ label, value }, index) => {
          const height = value === 0 ? 0 : Math.max(1, (value / top) * HEIGHT);
          return (
            <rect key={label} x={index * STEP + 1} y={HEIGHT - height} width={STEP - 2} height={height}>
              <title>{`${label}: ${value}`}</title>
            </rect>
          );
        })}
      </svg>
      <p class="axis">
        <span>{columns[0]?.label}</span>
        <span>{columns.at(-1)?.label}</span>
      </p>
    </div>
  );
}
