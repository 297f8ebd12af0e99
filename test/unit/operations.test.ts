import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { OBLIGATION_POLICIES } from "../../src/obligations/obligation.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Panel {
  readonly title: string;
  readonly targets: readonly { readonly expr: string }[];
}

const read = (name: string): string => readFileSync(join(DOCS, name), "utf8");
const rules = (parse(read("operations/alerts.yml")) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const { panels } = JSON.parse(read("operations/dashboard.json")) as { panels: Panel[] };
const runbook = read("RUNBOOK.md");

// Prometheus makes this one itself, and what it adds to every series.
const FOREIGN_METRICS = new Set(["up"]);
const FOREIGN_LABELS = new Set(["instance", "job", "le"]);

const labelsOf = new Map(
  createMetrics()
    .registry.getMetricsAsArray()
    .map((metric) => [metric.name, (metric as unknown as { readonly labelNames: readonly string[] }).labelNames]),
);

function metricsIn(expr: string): string[] {
  return Array.from(expr.matchAll(/\b(?:leaks|nodejs|process)_\w+|\bup\b/gu), ([name]) => name);
}

function unknownIn(expr: string): string[] {
  const metrics = metricsIn(expr).map((name) => (labelsOf.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/u, "")));
  const known = new Set([...FOREIGN_LABELS, ...metrics.flatMap((name) => labelsOf.get(name) ?? [])]);
  const labels = [
    ...Array.from(expr.matchAll(/by \(([^)]*)\)/gu), ([, list = ""]) => list.split(/,\s*/u)).flat(),
    ...Array.from(expr.matchAll(/[{,]\s*(\w+)\s*(?:=~|!~|!=|=)/gu), ([, name = ""]) => name),
  ];
  return [...metrics.filter((name) => !labelsOf.has(name) && !FOREIGN_METRICS.has(name)), ...labels.filter((name) => !known.has(name))];
}

test.each(rules)(
  "the alert $alert asks for metrics and labels that there are, and the runbook says what to do",
  ({ alert, annotations, expr }) => {
    expect(metricsIn(expr)).not.toEqual([]);
    expect(unknownIn(expr)).toEqual([]);
    expect(annotations.runbook).toBe(`docs/RUNBOOK.md#${alert.toLowerCase()}`);
    expect(runbook).toContain(`\n## ${alert}\n`);
  },
);

test("whatever we owe, an alert says when it is overdue", () => {
  const watched = rules.flatMap(
    ({ expr }) => /oldest_seconds\{queue=~"(?<queues>[^"]+)"\}/u.exec(expr)?.groups?.["queues"]?.split("|") ?? [],
  );
  expect(watched.toSorted()).toEqual(Object.keys(OBLIGATION_POLICIES).toSorted());
});

test.each(panels)("the panel $title asks for metrics and labels that there are", ({ targets }) => {
  expect(targets.length).toBeGreaterThan(0);
  for (const { expr } of targets) expect([expr, metricsIn(expr).length > 0, unknownIn(expr)]).toEqual([expr, true, []]);
});

test("every entry of the runbook about an alert belongs to one", () => {
  const entries = Array.from(runbook.matchAll(/^## (Tokenward\w+)$/gmu), ([, name]) => name);
  expect(entries).toEqual(rules.map(({ alert }) => alert));
});

test("the metrics that the runbook names exist", () => {
  const named = Array.from(runbook.matchAll(/`(leaks_\w+)`/gu), ([, name = ""]) => name);
  expect(named.filter((name) => !labelsOf.has(name))).toEqual([]);
});
