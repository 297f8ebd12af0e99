import type { Secret } from "../kernel/secret.ts";

/** An HTTP request as it came in: raw bytes, and every header value by lower-case name. */
export interface RawRequest {
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
}

/** Why a delivery was refused; becomes a metric label, never an answer. */
export type RefusalReason =
  | "missing_header"
  | "repeated_header"
  | "malformed_header"
  | "unknown_key"
  | "stale_key"
  | "unusable_key"
  | "wrong_signature";

export type Authentication = { readonly ok: true } | { readonly ok: false; readonly reason: RefusalReason };

/** One record of a delivery: a candidate token and where it was seen. */
export interface Report {
  readonly token: Secret;
  /** The type exactly as the source wrote it, for the echo in labels: any text at all. Clean it before it goes anywhere else. */
  readonly type: string;
  /** Cleaned, as `place` is; nobody's word that it is a URL. */
  readonly url: string | null;
  /** Kind of place, in the source's words (`commit`, `issue_body` …). */
  readonly place: string | null;
}

/** A delivery's records in the order they came; null stands for a malformed record, which never spoils the others. */
export type ParsedDelivery = readonly (Report | null)[];

/** The feedback per report: `null` where we have nothing to say. */
export type Label = "true_positive" | "false_positive" | null;

export interface SourceAnswer {
  readonly status: number;
  /** Sent as JSON when present. */
  readonly body?: unknown;
}

/** What is known of a source's signing keys; for readiness, `doctor` and metrics. */
export interface KeyHealth {
  /** How many keys there are to decide with. */
  readonly keys: number;
  /** Since the keys were last fetched or confirmed; null when they never were. */
  readonly ageSeconds: number | null;
  readonly lastSuccess: Date | null;
  /** Null when the last fetch succeeded. */
  readonly lastFailure: { readonly at: Date; readonly reason: string } | null;
  /** The last fetch failed a moment ago and is not repeated yet. */
  readonly coolingDown: boolean;
}

/** One code host or discloser: how its deliveries are authenticated, read and answered. One file each. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** Raw bytes, before anything is parsed. @throws AppError `unavailable` when the keys cannot be had */
  authenticate(request: RawRequest): Promise<Authentication>;
  /** @throws AppError `malformed_body` or `too_many_records` */
  parse(body: Buffer): ParsedDelivery;
  /** `labels` has the order of `reports`; it is null when the verdicts are not known in time. */
  answer(reports: ParsedDelivery, labels: readonly Label[] | null): SourceAnswer;
  /** Whether a leak URL at this host may be shown as a link. */
  ownsHost(host: string): boolean;
  /** For sources whose keys are fetched. */
  keyHealth?(): KeyHealth;
}
