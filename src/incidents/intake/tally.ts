import type { Label } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { SourceHealth } from "../health/source-health.ts";
import type { TypeWatch } from "../types/type-watch.ts";

const NONE = "none";

/** Counts what a transaction accepts; told to the metrics, and to who watches the sources, when it is committed. */
export class Tally {
  readonly #types: TypeWatch;
  readonly #records = new Map<string, { readonly source: string; readonly format: string; readonly label: string; count: number }>();
  readonly #compared: { readonly source: string; readonly agrees: boolean }[] = [];

  constructor(types: TypeWatch) {
    this.#types = types;
  }

  add(source: string, format: string | null, type: string, label: Label): void {
    const labels = { source, format: format ?? NONE, label: label ?? NONE };
    const key = `${source} ${labels.format} ${labels.label}`;
    const row = this.#records.get(key);
    if (row === undefined) this.#records.set(key, { ...labels, count: 1 });
    else row.count += 1;
    const agrees = format === null ? null : this.#types.agrees({ source, format, type });
    if (agrees !== null) this.#compared.push({ source, agrees });
  }

  report(metrics: Metrics, health: Pick<SourceHealth, "records"> | undefined): void {
    const sources = new Map<string, { records: number; matched: number }>();
    for (const { count, ...labels } of this.#records.values()) {
      metrics.records.inc(labels, count);
      const { records, matched } = sources.get(labels.source) ?? { records: 0, matched: 0 };
      sources.set(labels.source, { records: records + count, matched: matched + (labels.format === NONE ? 0 : count) });
    }
    for (const [source, { matched, records }] of sources) health?.records(source, records, matched);
    for (const { agrees, source } of this.#compared) {
      this.#types.note(source, agrees);
      metrics.typeDisagreements.inc({ source }, agrees ? 0 : 1);
    }
    for (const source of new Set(this.#compared.map((one) => one.source)))
      metrics.typeAlarm.set({ source }, this.#types.isWrongAboutAll(source) ? 1 : 0);
  }
}
