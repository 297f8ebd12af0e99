import type { JSX } from "preact";
import { usePage } from "../page.ts";

export interface Span {
  readonly name: string;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

interface SpanChartProps {
  readonly title: string;
  readonly spans: readonly Span[];
  /** The line that all should stay before, in seconds. */
  readonly objective: number;
  readonly objectiveText: string;
}

const WIDTH = 700;
const DECADES = 7;
// Every second power of ten in milliseconds, from the left edge, as far as it makes a round time.
const SCALE = [10, 1_000, 120_000, 10_800_000];

/** From 10 ms to 28 h by powers of ten. */
function place(seconds: number): number {
  const decades = Math.log10(Math.max(seconds, 0.01)) + 2;
  return Math.round((Math.min(decades, DECADES) / DECADES) * WIDTH);
}

/** Half (thick mark), nine of ten (box) and 99 of a hundred (thin line) of each group, told apart by shape; the objective is dashed. */
export function SpanChart({ objective, objectiveText, spans, title }: SpanChartProps): JSX.Element {
  const { words } = usePage();
  return (
    <div class="chart" role="group" aria-label={title}>
      {spans.map(({ name, p50, p90, p99 }) => (
        <div key={name} class="span">
          <bdi>{name}</bdi>
          <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} 20`} preserveAspectRatio="none" class="spans-chart">
            <line x1="0" y1="10" x2={WIDTH} y2="10" class="ground" />
            <rect x={place(p50)} y="8" width={Math.max(2, place(p99) - place(p50))} height="4" class="p99" />
            <rect x={place(p50)} y="4" width={Math.max(2, place(p90) - place(p50))} height="12" class="p90" />
            <rect x={Math.max(0, place(p50) - 2)} y="0" width="4" height="20" class="p50" />
            <line x1={place(objective)} y1="0" x2={place(objective)} y2="20" class="objective" />
          </svg>
        </div>
      ))}
      <div class="span">
        <small>{objectiveText}</small>
        <p class="decades">
          {SCALE.map((ms) => (
            <span key={ms}>{words.lapse(ms)}</span>
          ))}
        </p>
      </div>
    </div>
  );
}
