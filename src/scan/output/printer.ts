import type { Finding, Summary } from "../finding.ts";

/** Writes a report piece by piece, so that it is whole whenever it ends: `begin`, each finding in order, `end`. */
export interface Printer {
  readonly begin: string;
  /** `index` counts from 0. */
  finding(finding: Finding, index: number): string;
  end(summary: Summary): string;
}
