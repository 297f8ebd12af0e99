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
    revocations: new Counter({
      name: "leaks_revocations_total",
      help: "Answers of issuers to revocations.",
      labelNames: ["target", "outcome"],
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
    buildInfo: new Gauge({ name: "leaks_build_info", help: "Always 1.", labelNames: ["version"], registers }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
