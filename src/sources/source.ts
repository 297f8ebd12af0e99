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
  | "stale_timestamp"
  | "wrong_signature"
  | "wrong_credentials";

export interface Refusal {
  readonly ok: false;
  readonly reason: RefusalReason;
}

export type Authentication = { readonly ok: true } | Refusal;

/** One record of a delivery: a candidate token and where it was seen. */
export interface Report {
  readonly token: Secret;
  /** The type exactly as the source wrote it, for the echo in labels: any text at all. Clean it before it goes anywhere else. */
  readonly type: string;
  /** Cleaned, as `place` is; nobody's word that it is a URL. */
  readonly url: string | null;
  /** Kind of place, in the source's words (`commit`, `issue_body` …). */
  readonly place: string | null;
  /** The host's alert that it comes from, for `reportBack`; kept sealed, as JSON. */
  readonly alert?: unknown;
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
  /** Where they come from. */
  readonly url: string;
  /** How many keys there are to decide with. */
  readonly keys: number;
  /** How many of them may be used and are current. */
  readonly current: number;
  /** Since the keys were last fetched or confirmed; null when they never were. */
  readonly ageSeconds: number | null;
  readonly lastSuccess: Date | null;
  /** Null when the last fetch succeeded. */
  readonly lastFailure: { readonly at: Date; readonly reason: string } | null;
  /** The last fetch failed a moment ago and is not repeated yet. */
  readonly coolingDown: boolean;
}

/** What an event points to, for a job to fetch. Stored sealed, as JSON: only what the job needs, each text bounded. */
export interface SourceEvent {
  /** One of the source's own words (`push` …); becomes a metric label. */
  readonly name: string;
  readonly detail: unknown;
  /** It looks back at what was there before; so does all that it leads to. */
  readonly backfill?: true;
}

/** What a delivery of an event source is: nothing to act on, or work for later. */
export type ReadEvent = { readonly ignored: string } | { readonly event: SourceEvent };

/** Why a part of what an event points to was not looked at; becomes a metric label. */
export const OMISSION_REASONS = {
  commits: "the push holds more commits than are looked at",
  files: "it changed more files than are looked at",
  bytes: "it holds more bytes than are looked at",
  calls: "it takes more calls to the host than are made",
  time: "it takes longer than is waited",
  large_file: "the file is larger than is looked at",
  host_limit: "the host does not tell all that was changed",
  gone: "the host does not have it, or does not show it to us",
  moved: "it was moved to where the host's API is not",
  refused: "the host refuses to tell it",
  unreadable: "the host answers in a form that is not documented",
  no_access: "this installation has no access to the product that the event speaks of",
  given_up: "the host could not be reached for too long",
} as const;

export type OmissionReason = keyof typeof OMISSION_REASONS;

/** Something that was not looked at. */
export interface Omission {
  readonly reason: OmissionReason;
  /** How many things of the kind (commits, files). */
  readonly count: number;
  /** The host's names for where it is: any text at all. Clean it before it goes anywhere. */
  readonly where: string;
}

/** What was found where an event points to, and what was left out. */
export interface Fetched {
  readonly reports: ParsedDelivery;
  readonly omissions?: readonly Omission[];
  /** What it led to: kept like the event itself, before that counts as fetched, and fetched without delaying what comes in. */
  readonly next?: readonly SourceEvent[];
}

/** What a host says when it is told that the secret of its alert is dead; none of them is tried again. */
export type ReportedBack = "resolved" | "already" | "forbidden" | "gone" | "refused";

export interface CaughtUp {
  /** How many deliveries were asked for again. */
  readonly asked: number;
  /** For the next time: text without secrets. */
  readonly state: string;
}

/** How this installation reaches the host that a source's events speak of. Addresses come from the configuration, never from the event. */
export interface HostAccess {
  /** May be called again for the same event. @throws AppError `unavailable` to be called again later */
  fetch(event: SourceEvent): Promise<Fetched>;
  /** Whether it is the host that is configured. */
  ownsHost(host: string): boolean;
  /** Ends the alert that a report came from: its token is dead. @throws AppError `unavailable` to be called again later */
  readonly reportBack?: ((alert: unknown, incidentId: string) => Promise<ReportedBack>) | null;
  /** Asks for deliveries that did not arrive. @param state as it was answered the last time. @throws AppError `unavailable` */
  readonly catchUp?: ((state: string | null, signal: AbortSignal) => Promise<CaughtUp>) | null;
}

interface SourceBase {
  readonly id: string;
  readonly title: string;
  /** Where deliveries are posted, below `/hooks/<id>`; that address itself unless told. Begins with a slash. */
  readonly deliveryPath?: string;
  /** What the source may ask of us by GET: answers by path below `/hooks/<id>`; authenticated as a delivery is, with an empty body. */
  readonly inquiries?: Readonly<Record<string, () => SourceAnswer>>;
  /** Raw bytes, before anything is parsed. @throws AppError `unavailable` when the keys cannot be had */
  authenticate(request: RawRequest): Promise<Authentication>;
  /** Whether a leak URL at this host may be shown as a link. */
  ownsHost(host: string): boolean;
  /** For sources whose keys are fetched. */
  keyHealth?(): KeyHealth;
  /** Asks for the keys now, whatever is known; a failure is told by what it answers. */
  refreshKeys?(): Promise<KeyHealth>;
}

/** A source whose deliveries carry the leaked tokens. */
export interface ReportSource extends SourceBase {
  readonly kind: "reports";
  /** @throws AppError `malformed_body` or `too_many_records` */
  parse(body: Buffer): ParsedDelivery;
  /** For sources that pass on what anyone can make them send. @throws AppError `rate_limited` before anything is done */
  admit?(reports: ParsedDelivery): Promise<void>;
  /** `labels` has the order of `reports`; it is null when the verdicts are not known in time. */
  answer(reports: ParsedDelivery, labels: readonly Label[] | null): SourceAnswer;
}

/** A source whose deliveries say where to look; what they point to is fetched by a job. */
export interface EventSource extends SourceBase {
  readonly kind: "events";
  /**
   * What the delivery is about. An event that asks nothing of us is ignored, never refused: hosts switch off hooks that fail.
   * `ignored` is a word from a fixed list. @throws AppError `malformed_body`
   */
  read(request: RawRequest): ReadEvent;
  /** What every delivery is answered with, ignored or not. */
  readonly accepted: SourceAnswer;
  /**
   * Fetches what an event points to, as a job, under a lease: see `HostAccess`. Null when this installation has no access
   * to the host: then events are counted and not kept.
   */
  readonly fetch: HostAccess["fetch"] | null;
  readonly reportBack?: HostAccess["reportBack"];
  readonly catchUp?: HostAccess["catchUp"];
}

/** One code host or discloser: how its deliveries are authenticated, read and answered. One file each, below `known`. */
export type Source = ReportSource | EventSource;
