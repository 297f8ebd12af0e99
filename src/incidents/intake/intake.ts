import type { AuditEvent } from "../../audit/event.ts";
import { AuditBlock } from "../../audit/trail.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Matcher } from "../../formats/matcher.ts";
import { chunks, groupBy } from "../../kernel/collections.ts";
import { AppError, isUnavailable } from "../../kernel/errors.ts";
import { createBatcher } from "../../kernel/flow/batcher.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Fingerprint } from "../../kernel/keyring.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { addObligations } from "../../obligations/obligations.sql.ts";
import type { Decider, Decision } from "../../policy/policy.ts";
import type { Label, Omission, ParsedDelivery, Report } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { currentTrace, traced } from "../../telemetry/tracing.ts";
import type { SourceHealth } from "../health/source-health.ts";
import { planOf, strengthOf } from "../plan.ts";
import type { TypeWatch } from "../types/type-watch.ts";
import { type Finding, isUndecided, type Patience, type Undecided } from "./classifier.ts";
import { forgetPostponed, insertDeliveries, insertPostponed, recordLabels, removeDeliveries, selectDeliveries } from "./intake.sql.ts";
import { decodeDecided, decodeLabels, encodeLabels, labelFor } from "./labels.ts";
import { type Leak, type LeakNeeds, recordLeaks, type Sighting } from "./leaks.ts";
import { withoutTokens } from "./places.ts";
import { Tally } from "./tally.ts";

/** One authenticated delivery, parsed. */
export interface Delivery {
  readonly source: string;
  /** Keyed fingerprint of the raw body: the same body of the same source is the same delivery. */
  readonly bodyHash: Fingerprint;
  readonly reports: ParsedDelivery;
  /** What the delivery points to and was not looked at. */
  readonly omissions?: readonly Omission[];
  readonly receivedAt: Date;
  /** Found by looking back at what was there before. */
  readonly backfill?: boolean | undefined;
  /** What was decided when it came before, as `encodeLabels` writes it; that is done, and stays as it is. */
  readonly decided?: string | null;
  /** The raw body as it is kept when not all of it can be decided now; it opens under this id only. Null: its sender is there to send it again. */
  readonly seal: ((id: string) => Buffer) | null;
}

/** With the trace it belongs to: deliveries of many requests are committed together. */
interface TracedDelivery extends Delivery {
  readonly trace: string | null;
}

const traceable = (delivery: Delivery): TracedDelivery => ({ ...delivery, trace: currentTrace() });

export interface Accepted {
  readonly labels: readonly Label[];
  /** Whether it had been accepted before; then nothing was done and the labels are those of the first time. */
  readonly repeated: boolean;
  /** Why some records could not be decided: the delivery is kept, and comes again. */
  readonly undecided: string | null;
}

export interface IntakeNeeds extends LeakNeeds {
  readonly db: Database;
  readonly metrics: Metrics;
  readonly decider: Decider;
  readonly types: TypeWatch;
  /** Told whether what comes holds tokens at all; nobody watches where reports are handed in by a command. */
  readonly health?: Pick<SourceHealth, "records"> | undefined;
  /** Told after the commit which obligations are due now. */
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

// A batch holds one large delivery, or as many small ones as came while others were being committed.
const BATCH_RECORDS = 1_000;
const CONCURRENT_BATCHES = 3;

// Whoever waits for an answer waits this long for an issuer elsewhere; a job waits as long as the issuer may take.
const ELSEWHERE_MS = 2_000;

// Of a large delivery one piece is written while the next is classified: what is known of the others is not in memory.
const PIECE_RECORDS = 2_000;

/**
 * Accepts deliveries: classifies their records and commits, in one transaction, the delivery, its incidents, their
 * occurrences, obligations and audit. What is accepted is never lost; what is refused left no trace.
 */
export class Intake {
  readonly #needs: IntakeNeeds;
  /** In batches: those that arrive while others are being committed are committed together. */
  readonly accept: (delivery: Delivery) => Promise<Accepted>;

  constructor(needs: IntakeNeeds) {
    this.#needs = needs;
    const commit = createBatcher<TracedDelivery, Accepted>({
      run: (deliveries) => this.#commit(deliveries, { elsewhereMs: ELSEWHERE_MS }),
      weigh: (delivery) => delivery.reports.length,
      maxWeight: BATCH_RECORDS,
      concurrency: CONCURRENT_BATCHES,
      isolate: (error) => !isUnavailable(error),
    });
    this.accept = (delivery) =>
      traced("intake", { "tokenward.source": delivery.source, "tokenward.records": delivery.reports.length }, () =>
        commit(traceable(delivery)),
      );
  }

  /** For a job, which has time. */
  async acceptLate(delivery: Delivery): Promise<Accepted> {
    const [accepted] = await this.#commit([traceable(delivery)], { elsewhereMs: null });
    return accepted!;
  }

  async #commit(deliveries: readonly TracedDelivery[], patience: Patience): Promise<Accepted[]> {
    const batch = distinct(deliveries);
    const pieces = [...chunks(batch.flatMap(recordsOf), PIECE_RECORDS)];
    // Before the transaction begins: of most batches this is all, and nothing is held while issuers are asked.
    const first = await this.#classify(pieces[0] ?? [], patience);
    const { answers, owed, tally } = await this.#needs.db.transaction((tx) => this.#record(tx, batch, { pieces, first, patience }));
    if (owed.size > 0) this.#needs.wake([...owed]);
    for (const { source } of batch.filter((delivery) => !answers.get(keyOf(delivery))!.repeated))
      this.#needs.metrics.reports.inc({ source });
    tally.report(this.#needs.metrics, this.#needs.health);
    return deliveries.map((delivery) => answers.get(keyOf(delivery))!);
  }

  async #classify(records: readonly RecordOf[], patience: Patience): Promise<Classified[]> {
    const tokens = records.map(({ decided, report }) => (decided === undefined ? (report?.token ?? null) : null));
    const found = await this.#needs.classifier.classify(tokens, patience);
    return records.map((record, index) => this.#decided(record, found[index] ?? null));
  }

  #decided(record: RecordOf, found: Finding | Undecided | null): Classified {
    const { decider } = this.#needs;
    const { source } = record.delivery;
    if (record.decided !== undefined) return { ...record, finding: null, label: record.decided, format: null };
    if (found === null) return { ...record, finding: null, label: null, format: null };
    const { format } = found.candidate;
    if (isUndecided(found)) {
      return { ...record, finding: null, undecided: found.undecided, label: decider.policyFor(format, source).lateLabel, format };
    }
    const decision = decider.decide({ ...found.judgement, format, source, fingerprint: found.fingerprint });
    return { ...record, finding: found, decision, label: labelFor(found, decision), format };
  }

  async #record(tx: Transaction, batch: readonly TracedDelivery[], { first, patience, pieces }: Work): Promise<Committed> {
    const fresh = await this.#insert(tx, batch);
    const answers = await repeatedAnswers(
      tx,
      batch.filter((delivery) => !fresh.has(delivery)),
    );
    const audit = new AuditBlock(tx);
    const owed = new Set<ObligationKind>();
    const tally = new Tally(this.#needs.types);
    let ahead: Promise<readonly Classified[]> = Promise.resolve(first);
    for (const next of fresh.size === 0 ? [] : [...pieces.slice(1), null]) {
      const piece = (await ahead).filter(({ delivery }) => fresh.has(delivery));
      if (next !== null) ahead = this.#classify(next, patience);
      // Should this piece fail, nobody waits for the next.
      ahead.catch(() => undefined);
      for (const { decided, delivery, format, label, report, undecided } of piece) {
        const entry = fresh.get(delivery)!;
        entry.labels.push(label);
        entry.decided.push(undecided === undefined ? label : undefined);
        entry.undecided ??= undecided ?? null;
        if (decided === undefined) tally.add(delivery.source, format, report?.type ?? "", label);
      }
      for (const kind of await recordLeaks(tx, leaksOf(piece, fresh), audit, this.#needs)) owed.add(kind);
    }
    const undecided = [...fresh.values()].filter((entry) => entry.undecided !== null);
    if (await keepUndecided(tx, undecided, audit)) owed.add("classify");
    forgetPostponed(
      tx,
      batch.filter((delivery) => (fresh.get(delivery)?.undecided ?? null) === null),
    );
    finish(
      tx,
      [...fresh.values()].filter((entry) => entry.undecided === null),
      audit,
      this.#needs.matcher,
    );
    for (const [delivery, { labels, undecided: why }] of fresh) answers.set(keyOf(delivery), { labels, repeated: false, undecided: why });
    return { answers, owed, tally };
  }

  /** Adds deliveries, in a fixed order; answers those that are new. */
  async #insert(tx: Transaction, batch: readonly TracedDelivery[]): Promise<Map<Delivery, Fresh>> {
    const byKey = new Map(batch.map((delivery) => [keyOf(delivery), delivery]));
    const sorted = [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const rows = sorted.map(([, { bodyHash, reports, source }]) => ({ id: uuidv7(), source, bodyHash, records: reports.length }));
    const written = await insertDeliveries(tx, rows);
    return new Map(
      written.map((row) => {
        const delivery = byKey.get(keyOf(row))!;
        return [delivery, { id: row.id, delivery, labels: [], decided: [], undecided: null }];
      }),
    );
  }
}

/** One record of a delivery. */
interface RecordOf {
  readonly delivery: TracedDelivery;
  readonly report: Report | null;
  /** Its label, where an earlier try decided it. */
  readonly decided: Label | undefined;
}

/** A record as it was decided. */
interface Classified extends RecordOf {
  readonly finding: Finding | null;
  readonly decision?: Decision;
  readonly undecided?: string;
  readonly label: Label;
  readonly format: string | null;
}

/** What a transaction has to write. */
interface Work {
  readonly pieces: readonly (readonly RecordOf[])[];
  /** The first piece, classified before. */
  readonly first: readonly Classified[];
  readonly patience: Patience;
}

/** A delivery that this transaction adds. */
interface Fresh {
  readonly id: string;
  readonly delivery: TracedDelivery;
  /** In the order of the records; grows piece by piece. */
  readonly labels: Label[];
  /** The same, without those that are still to be decided. */
  readonly decided: (Label | undefined)[];
  undecided: string | null;
}

interface Committed {
  readonly answers: ReadonlyMap<string, Accepted>;
  readonly owed: ReadonlySet<ObligationKind>;
  readonly tally: Tally;
}

function keyOf(delivery: { readonly source: string; readonly bodyHash: Fingerprint }): string {
  return `${delivery.source} ${delivery.bodyHash}`;
}

/** The same body may have come several times within one batch. */
function distinct(deliveries: readonly TracedDelivery[]): TracedDelivery[] {
  return [...new Map(deliveries.map((delivery) => [keyOf(delivery), delivery])).values()];
}

function recordsOf(delivery: TracedDelivery): RecordOf[] {
  const decided = decodeDecided(delivery.decided ?? null, delivery.reports.length);
  return delivery.reports.map((report, index) => ({ delivery, report, decided: decided[index] }));
}

/** What was answered to deliveries that were accepted before. */
async function repeatedAnswers(tx: Transaction, repeated: readonly Delivery[]): Promise<Map<string, Accepted>> {
  if (repeated.length === 0) return new Map();
  const rows = await selectDeliveries(
    tx,
    repeated.map(({ source }) => source),
    repeated.map(({ bodyHash }) => bodyHash),
  );
  return new Map(rows.map((row) => [keyOf(row), { labels: decodeLabels(row.labels ?? ""), repeated: true, undecided: null }]));
}

/** One leak per fingerprint, sorted by it: the order in which all transactions lock incidents. */
function leaksOf(piece: readonly Classified[], fresh: ReadonlyMap<Delivery, Fresh>): Leak[] {
  const sightings = piece.flatMap(({ decision, delivery, finding, report }): Sighting[] => {
    if (finding === null || decision === undefined || report === null) return [];
    const { backfill = false, receivedAt, source, trace } = delivery;
    return [{ finding, decision, report, deliveryId: fresh.get(delivery)!.id, source, receivedAt, backfill, trace }];
  });
  const groups = groupBy(sightings, ({ finding }) => finding.fingerprint);
  return [...groups].map(([fingerprint, seen]) => leakOf(fingerprint, seen)).toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** Of several copies of one credential, that one decides about which most is done; else a live one. */
function leakOf(fingerprint: Fingerprint, sightings: readonly Sighting[]): Leak {
  let best = sightings[0]!;
  for (const sighting of sightings) if (rank(sighting) > rank(best)) best = sighting;
  return { fingerprint, sightings, best, plan: planOf(best.finding, best.decision) };
}

function rank({ decision, finding }: Sighting): number {
  return strengthOf(decision) * 2 + (finding.judgement.verdict === "genuine" ? 1 : 0);
}

/** What could not be decided is kept sealed and comes again, whole: what was decided of it is done already and stays as it is. */
async function keepUndecided(tx: Transaction, entries: readonly Fresh[], audit: AuditBlock): Promise<boolean> {
  removeDeliveries(
    tx,
    entries.map(({ id }) => id),
  );
  let kept = false;
  for (const { decided, delivery, undecided } of entries) {
    const { bodyHash, receivedAt, seal, source, trace } = delivery;
    if (seal === null) throw new AppError("unavailable", undecided!, { retryAfter: 5 });
    const id = uuidv7();
    const row = { id, source, bodyHash, receivedAt, sealed: seal(id), decided: encodeLabels(decided) };
    if (!(await insertPostponed(tx, row, trace))) continue;
    kept = true;
    addObligations(tx, [{ id: uuidv7(), kind: "classify", deliveryId: id }]);
    const detail = { delivery: id, source, records: delivery.reports.length, reason: undecided };
    audit.append([{ action: "delivery.postponed", actor: "intake", incidentId: null, detail }]);
  }
  return kept;
}

/** What is written last of accepted deliveries. */
function finish(tx: Transaction, accepted: readonly Fresh[], audit: AuditBlock, matcher: Matcher): void {
  recordLabels(
    tx,
    accepted.map(({ id, labels }) => ({ id, labels: encodeLabels(labels) })),
  );
  audit.append(accepted.flatMap((entry) => [acceptedEvent(entry), ...incompleteEvent(entry, matcher)]));
  audit.seal();
}

function acceptedEvent({ id, delivery, labels }: Fresh): AuditEvent {
  const matched = labels.filter((label) => label !== null).length;
  return {
    action: "delivery.accepted",
    actor: "intake",
    incidentId: null,
    detail: { delivery: id, source: delivery.source, records: delivery.reports.length, matched },
  };
}

const WHERE_MAX = 300;

function incompleteEvent({ id, delivery: { omissions = [], source } }: Fresh, matcher: Matcher): AuditEvent[] {
  if (omissions.length === 0) return [];
  const notScanned = omissions.map(({ where, ...rest }) => ({ ...rest, where: cleanLine(withoutTokens(where, matcher), WHERE_MAX) }));
  return [{ action: "delivery.incomplete", actor: "intake", incidentId: null, detail: { delivery: id, source, notScanned } }];
}
