import type { Performance } from "../../simulate/performance.ts";

export type Expected = "2xx" | "400" | "401";

/** What scripts read. */
export interface Summary {
  readonly source: string;
  readonly sent: number;
  /** How many by status; `none` got no answer. */
  readonly answers: Readonly<Record<string, number>>;
  readonly expected: Expected;
  readonly unexpected: number;
  /** From the first byte sent to the last byte read. */
  readonly ms: { readonly p50: number; readonly p99: number; readonly max: number } | null;
}

export function summaryOf(source: string, { answers, failures }: Performance, expected: Expected): Summary {
  const counts = new Map<string, number>();
  for (const { status } of answers) counts.set(String(status), (counts.get(String(status)) ?? 0) + 1);
  if (failures.length > 0) counts.set("none", failures.length);
  const good = answers.filter(({ status }) => (expected === "2xx" ? status >= 200 && status < 300 : String(status) === expected)).length;
  const sent = answers.length + failures.length;
  const times = answers.map(({ ms }) => ms).toSorted((a, b) => a - b);
  const at = (share: number): number => Number(times[Math.min(times.length - 1, Math.floor(times.length * share))]!.toFixed(1));
  return {
    source,
    sent,
    answers: Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    expected,
    unexpected: sent - good,
    ms: times.length === 0 ? null : { p50: at(0.5), p99: at(0.99), max: at(1) },
  };
}

export function wordsOf({ answers, expected, ms, sent, unexpected }: Summary): string {
  const counts = Object.entries(answers).map(([status, count]) => `${count} × ${status === "none" ? "no answer" : status}`);
  const time = ms === null ? "" : sent === 1 ? ` after ${ms.max.toFixed(0)} ms` : `; half within ${ms.p50} ms, the slowest ${ms.max} ms`;
  const verdict = unexpected === 0 ? "" : `; expected ${expected}`;
  return sent === 1 ? `Answered ${Object.keys(answers)[0]!}${time}${verdict}` : `${sent} deliveries: ${counts.join(", ")}${time}${verdict}`;
}
