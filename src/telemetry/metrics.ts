import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

// From a few milliseconds (the goal) to five minutes (something is broken).
const LATENCY_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Every metric there is. Base units, and no label that a token, an owner or a place could get into. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    reports: new Counter({ name: "leaks_reports_total", help: "Deliveries accepted.", labelNames: ["source"], registers }),
    records: new Counter({
      name: "leaks_records_total",
      help: "Records of accepted deliveries; format `none` where no token format matched, label `none` where none was given.",
      labelNames: ["source", "format", "label"],
      registers,
    }),
    badChecksums: new Counter({
      name: "leaks_bad_checksums_total",
      help: "Reported texts in which something had the shape of a token and a checksum that does not hold: no token, and none was found.",
      labelNames: ["format"],
      registers,
    }),
    typeDisagreements: new Counter({
      name: "leaks_type_disagreements_total",
      help: "Accepted records whose reported type is not what their token's format is called.",
      labelNames: ["source"],
      registers,
    }),
    typeAlarm: new Gauge({
      name: "leaks_type_alarm",
      help: "1 while a source's type disagreed in each of its last hundred records, or in all there were if at least five.",
      labelNames: ["source"],
      registers,
    }),
    events: new Counter({
      name: "leaks_events_total",
      help: "Events of sources whose deliveries carry no reports: kept for a job, repeated, ignored, or no_access to the host they point to.",
      labelNames: ["source", "event", "outcome"],
      registers,
    }),
    notScanned: new Counter({
      name: "leaks_not_scanned_total",
      help: "What events point to and was not looked at (commits, files), by reason.",
      labelNames: ["source", "reason"],
      registers,
    }),
    reportsBack: new Counter({
      name: "leaks_reports_back_total",
      help: "Alerts of code hosts whose token was revoked, by what the host said when it was told.",
      labelNames: ["source", "outcome"],
      registers,
    }),
    redeliveries: new Counter({
      name: "leaks_redeliveries_asked_total",
      help: "Deliveries that had not arrived and were asked for again.",
      labelNames: ["source"],
      registers,
    }),
    claims: new Counter({
      name: "leaks_claims_total",
      help: "What anyone handed in: with a proven token, without one, or over the limit and not taken.",
      labelNames: ["outcome"],
      registers,
    }),
    revocations: new Counter({
      name: "leaks_revocations_total",
      help: "Answers of issuers to revocations.",
      labelNames: ["target", "outcome"],
      registers,
    }),
    issuerCalls: new Counter({
      name: "leaks_issuer_calls_total",
      help: "Calls to issuers elsewhere: `ok`, or what was wrong (`fault`, `not_now`, `refused`, `misconfigured`).",
      labelNames: ["issuer", "outcome"],
      registers,
    }),
    issuerSeconds: new Histogram({
      name: "leaks_issuer_seconds",
      help: "How long calls to issuers elsewhere take, without waiting for their turn.",
      labelNames: ["issuer"],
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    issuerCircuit: new Gauge({
      name: "leaks_issuer_circuit_open",
      help: "1 while an issuer is left alone because its calls failed in a row.",
      labelNames: ["issuer"],
      registers,
    }),
    reportToRevoke: new Histogram({
      name: "leaks_report_to_revoke_seconds",
      help: "From the first report of a live token to its revocation, by the database's clock.",
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    reportToNotice: new Histogram({
      name: "leaks_report_to_notice_seconds",
      help: "From the first report of a live token to the mail to its owner, by the database's clock.",
      buckets: LATENCY_BUCKETS,
      registers,
    }),
    open: new Gauge({ name: "leaks_open", help: "Incidents that are not at an end.", labelNames: ["state"], registers }),
    deliveries: new Counter({
      name: "leaks_deliveries_total",
      help: "Requests to a source's address, by how they ended: accepted, refused (its signature), malformed, limited, unavailable, failed.",
      labelNames: ["source", "outcome"],
      registers,
    }),
    sourceAlarm: new Gauge({
      name: "leaks_source_alarm",
      help: "1 while, in all processes together, the last 10 deliveries or more were refused (nothing_genuine), or the last 50 records or more held no token of a known format (nothing_matches).",
      labelNames: ["source", "reason"],
      registers,
    }),
    sourceMatchRatio: new Gauge({
      name: "leaks_source_match_ratio",
      help: "Of the last 1,000 records or so that this process accepted of the source: how many held a token of a known format.",
      labelNames: ["source"],
      registers,
    }),
    signatureFailures: new Counter({
      name: "leaks_signature_failures_total",
      help: "Deliveries refused before they were parsed.",
      labelNames: ["source", "reason"],
      registers,
    }),
    sourceKeyAge: new Gauge({
      name: "leaks_source_key_age_seconds",
      help: "Since the source's keys were last fetched or confirmed.",
      labelNames: ["source"],
      registers,
    }),
    sourceKeyAlarms: new Counter({
      name: "leaks_source_key_alarms_total",
      help: "Key documents that were refused because they contradict what is known.",
      labelNames: ["source", "reason"],
      registers,
    }),
    queueOldest: new Gauge({
      name: "leaks_queue_oldest_seconds",
      help: "Age of the oldest due obligation that nobody has met.",
      labelNames: ["queue"],
      registers,
    }),
    notices: new Counter({
      name: "leaks_notices_total",
      help: "Attempts to hand a mail to the relay.",
      labelNames: ["channel", "outcome"],
      registers,
    }),
    noticesSkipped: new Counter({
      name: "leaks_notices_skipped_total",
      help: "Owners who could not be told.",
      labelNames: ["reason"],
      registers,
    }),
    messages: new Counter({
      name: "leaks_messages_total",
      help: "Attempts to bring messages to endpoints: delivered, deferred, or failed (given up).",
      labelNames: ["outcome"],
      registers,
    }),
    buildInfo: new Gauge({ name: "leaks_build_info", help: "Always 1.", labelNames: ["version"], registers }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
