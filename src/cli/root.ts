import type { Role as DashboardRole } from "../access/roles.ts";
import type { Head } from "../audit/trail.sql.ts";
import type { TrailReport } from "../audit/trail.ts";
import type { Config, Role } from "../config/config.ts";
import type { Format } from "../formats/format.ts";
import type { Rotation } from "../incidents/sealing/rotation.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";
import type { MintOrder } from "../tokens/order.ts";

/** A service that runs until it is stopped. */
export interface RunningService {
  /** Where it listens, as `http://host:port`. */
  readonly url: string;
  /** Not ready → no new requests → finish what was begun → close. */
  stop(): Promise<void>;
}

/** One thing `tokenward doctor` looked at. */
export interface Diagnosis {
  readonly name: string;
  /** `skipped`: what it needs failed already. */
  readonly verdict: "ok" | "warning" | "failed" | "skipped";
  readonly found: string;
  /** What to do, where `found` does not say it. */
  readonly advice?: string;
}

/** What became of a scanner's report. */
export interface ImportSummary {
  /** The tool that made it; null for a report without findings whose maker cannot be told. */
  readonly format: string | null;
  readonly records: number;
  /** Tokens of known formats, whoever issued them. */
  readonly matched: number;
  /** Records that keep the token, or a part of it, to themselves. */
  readonly redacted: number;
  readonly malformed: number;
  readonly labels: { readonly true_positive: number; readonly false_positive: number };
}

/** A mail as its recipient would get it. */
export interface NoticePreview {
  readonly template: string;
  /** BCP 47 tag. */
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** What the commands ask of the composition root. */
export interface Root {
  serve(config: Config, log: Logger, role: Role): Promise<RunningService>;
  /** Answers the names of the migrations that were applied. */
  migrate(config: Config, log: Logger): Promise<readonly string[]>;
  mint(config: Config, log: Logger, order: MintOrder): Promise<{ readonly id: string; readonly token: Secret }>;
  mintAdminToken(config: Config, log: Logger, name: string, days: number): Promise<Secret>;
  /** The path of a link that signs somebody in to the dashboard. @throws AppError `invalid_config` where links are off */
  makeSignInLink(config: Config, log: Logger, name: string, role: DashboardRole): Promise<Secret>;
  /** @param backfill the report tells what was there before */
  importReport(config: Config, log: Logger, report: AsyncIterable<Uint8Array>, backfill: boolean): Promise<ImportSummary>;
  /** Where the audit trail ends. */
  auditHead(config: Config, log: Logger): Promise<Head>;
  /** @param kept a head that the trail has to hold still */
  verifyAudit(config: Config, log: Logger, kept: Head | null): Promise<TrailReport>;
  /** Lets no TOKENWARD_SECRET but the configured one open the database; answers how many others did. */
  retireSecrets(config: Config, log: Logger): Promise<number>;
  rotateKeys(config: Config, log: Logger): Promise<Rotation>;
  /** Null: all of them. @throws AppError `invalid_request` that says which templates there are */
  previewNotices(config: Config, template: string | null, locale: string | null): Promise<readonly NoticePreview[]>;
  /** Answers what the relay said. @throws AppError when it was not sent, with the reason */
  testNotice(config: Config, log: Logger, address: string, locale: string): Promise<string>;
  diagnose(config: Config, log: Logger): Promise<readonly Diagnosis[]>;
  formats(config: Pick<Config, "tokens" | "file">): Promise<readonly Format[]>;
}
