import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { groupBy } from "../../kernel/collections.ts";
import { createBatcher } from "../../kernel/flow/batcher.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import type { Label, ParsedDelivery } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { labelOf } from "../verdict.ts";
import type { Classifier, Finding } from "./classifier.ts";
import { insertDeliveries, meetClassifications, selectDeliveries } from "./intake.sql.ts";
import { type IntakeSettings, type Leak, recordLeaks, type Sighting } from "./leaks.ts";

/** One authenticated delivery, parsed. */
export interface Delivery {
  readonly source: string;
  /** Keyed fingerprint of the raw body: the same body of the same source is the same delivery. */
  readonly bodyHash: Fingerprint;
  readonly reports: ParsedDelivery;
  readonly receivedAt: Date;
}

export interface Accepted {
  readonly labels: readonly Label[];
  /** Whether it had been accepted before; then nothing was done and the labels are those of the first time. */
  readonly repeated: boolean;
}

export interface IntakeNeeds {
  readonly db: Database;
  readonly classifier: Classifier;
  readonly keyring: Keyring;
  readonly metrics: Metrics;
  readonly settings: IntakeSettings;
  /** Told after the commit which obligations are due now. */
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

// A batch holds one large delivery, or as many small ones as came while others were being committed.
const BATCH_RECORDS = 1_000;
const CONCURRENT_BATCHES = 3;

/**
 * Accepts deliveries: classifies their records and commits, in one transaction, the delivery, its incidents, their
 * occurrences, obligations and audit. What is accepted is never lost; what is refused left no trace.
 */
export class Intake {
  readonly #needs: IntakeNeeds;
  readonly #inBatches: (delivery: Delivery) => Promise<Accepted>;

  constructor(needs: IntakeNeeds) {
    this.#needs = needs;
    this.#inBatches = createBatcher<Delivery, Accepted>({
      run: (deliveries) => this.#commit(deliveries),
      weigh: (delivery) => delivery.reports.length,
      maxWeight: BATCH_RECORDS,
      concurrency: CONCURRENT_BATCHES,
    });
  }

  accept(delivery: Delivery): Promise<Accepted> {
    return this.#inBatches(delivery);
  }

  async #commit(deliveries: readonly Delivery[]): Promise<Accepted[]> {
    const classified = await this.#classify(distinct(deliveries));
    const { answers, owed } = await this.#needs.db.transaction((tx) => this.#record(tx, classified));
    if (owed.length > 0) this.#needs.wake(owed);
    for (const { delivery, findings, labels } of classified) {
      if (!answers.get(keyOf(delivery))!.repeated) this.#count(delivery, findings, labels);
    }
    return deliveries.map((delivery) => answers.get(keyOf(delivery))!);
  }

  async #classify(deliveries: readonly Delivery[]): Promise<Classified[]> {
    const texts = deliveries.flatMap(({ reports }) => reports.map((report) => report?.token ?? null));
    const findings = await this.#needs.classifier.classify(texts);
    let start = 0;
    return deliveries.map((delivery) => {
      const own = findings.slice(start, (start += delivery.reports.length));
      return { id: uuidv7(), delivery, findings: own, labels: own.map((finding) => finding && labelOf(finding.judgement.verdict)) };
    });
  }

  async #record(tx: Transaction, classified: readonly Classified[]): Promise<{ answers: Map<string, Accepted>; owed: ObligationKind[] }> {
    const rows = classified.map(({ id, delivery, labels }) => ({
      id,
      source: delivery.source,
      bodyHash: delivery.bodyHash,
      records: delivery.reports.length,
      labels: encodeLabels(labels),
    }));
    rows.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const written = await insertDeliveries(tx, rows);
    const made = new Map(written.map((row) => [keyOf(row), row.id]));
    const answers = new Map<string, Accepted>();
    const fresh: Classified[] = [];
    for (const item of classified) {
      const id = made.get(keyOf(item.delivery));
      if (id === undefined) continue;
      fresh.push({ ...item, id });
      answers.set(keyOf(item.delivery), { labels: item.labels, repeated: false });
    }
    await this.#addRepeated(tx, classified, answers);
    if (fresh.length === 0) return { answers, owed: [] };

    const leaks = leaksOf(fresh);
    const recorded = await recordLeaks(tx, leaks, this.#needs.classifier, this.#needs.keyring, this.#needs.settings);
    await meetClassifications(
      tx,
      written.filter((row) => row.wasPostponed).map((row) => row.id),
    );
    await appendAudit(tx, [...fresh.map(acceptedEvent), ...recorded.events]);
    return { answers, owed: recorded.owed };
  }

  async #addRepeated(tx: Transaction, classified: readonly Classified[], answers: Map<string, Accepted>): Promise<void> {
    const repeated = classified.map((item) => item.delivery).filter((delivery) => !answers.has(keyOf(delivery)));
    if (repeated.length === 0) return;
    const rows = await selectDeliveries(
      tx,
      repeated.map(({ source }) => source),
      repeated.map(({ bodyHash }) => bodyHash),
    );
    for (const row of rows) answers.set(keyOf(row), { labels: decodeLabels(row.labels ?? ""), repeated: true });
  }

  #count(delivery: Delivery, findings: readonly (Finding | null)[], labels: readonly Label[]): void {
    const { metrics } = this.#needs;
    metrics.reports.inc({ source: delivery.source });
    const kinds = groupBy(
      findings.map((finding, index) => `${finding?.candidate.format ?? "none"} ${labels[index] ?? "none"}`),
      (kind) => kind,
    );
    for (const [kind, all] of kinds) {
      const [format, label] = kind.split(" ");
      metrics.records.inc({ source: delivery.source, format: format!, label: label! }, all.length);
    }
  }
}

interface Classified {
  readonly id: string;
  readonly delivery: Delivery;
  readonly findings: readonly (Finding | null)[];
  readonly labels: readonly Label[];
}

function keyOf(delivery: { readonly source: string; readonly bodyHash: Fingerprint }): string {
  return `${delivery.source} ${delivery.bodyHash}`;
}

/** The same body may have come several times within one batch. */
function distinct(deliveries: readonly Delivery[]): Delivery[] {
  return [...new Map(deliveries.map((delivery) => [keyOf(delivery), delivery])).values()];
}

/** One leak per fingerprint, sorted by it: the order in which all transactions lock incidents. */
function leaksOf(classified: readonly Classified[]): Leak[] {
  const sightings: Sighting[] = classified.flatMap(({ id, delivery, findings }) =>
    findings.flatMap((finding, index) =>
      finding === null
        ? []
        : [{ finding, report: delivery.reports[index]!, deliveryId: id, source: delivery.source, receivedAt: delivery.receivedAt }],
    ),
  );
  const groups = groupBy(sightings, ({ finding }) => finding.fingerprint);
  return [...groups]
    .map(([fingerprint, seen]) => ({ fingerprint, sightings: seen, best: strongest(seen) }))
    .toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** Of several copies of one credential, a live one decides. */
function strongest(sightings: readonly Sighting[]): Sighting {
  return sightings.find(({ finding }) => finding.judgement.verdict === "genuine") ?? sightings[0]!;
}

function acceptedEvent({ id, delivery, findings }: Classified): AuditEvent {
  const matched = findings.filter((finding) => finding !== null).length;
  return {
    action: "delivery.accepted",
    actor: "intake",
    incidentId: null,
    detail: { delivery: id, source: delivery.source, records: delivery.reports.length, matched },
  };
}

const LABEL_LETTERS = { true_positive: "t", false_positive: "f" } as const;

function encodeLabels(labels: readonly Label[]): string {
  return labels.map((label) => (label === null ? "-" : LABEL_LETTERS[label])).join("");
}

function decodeLabels(letters: string): Label[] {
  return Array.from(letters, (letter) => (letter === "t" ? "true_positive" : letter === "f" ? "false_positive" : null));
}
