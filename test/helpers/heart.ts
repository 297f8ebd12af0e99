import { createHash, randomUUID } from "node:crypto";
import type { Format } from "../../src/formats/format.ts";
import { createMatcher } from "../../src/formats/matcher.ts";
import { loadFormats } from "../../src/formats/registry.ts";
import { IncidentActions } from "../../src/incidents/acts/actions.ts";
import { Classifier } from "../../src/incidents/intake/classifier.ts";
import { type Accepted, Intake } from "../../src/incidents/intake/intake.ts";
import { ElsewhereRevoker } from "../../src/incidents/revoking/elsewhere.ts";
import { Revoker } from "../../src/incidents/revoking/revoker.ts";
import { Sealer } from "../../src/incidents/sealing/sealer.ts";
import type { IncidentSettings } from "../../src/incidents/settings.ts";
import { TypeWatch } from "../../src/incidents/types/type-watch.ts";
import { BuiltinIssuer } from "../../src/issuers/builtin/builtin.ts";
import type { Issuer } from "../../src/issuers/issuer.ts";
import { nobody } from "../../src/issuers/nobody.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { type Fingerprint, Keyring } from "../../src/kernel/keyring.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { withLease } from "../../src/obligations/lease.ts";
import type { ObligationKind } from "../../src/obligations/obligation.ts";
import { claimDue, claimLane } from "../../src/obligations/obligations.sql.ts";
import { Decider, type PolicyBook } from "../../src/policy/policy.ts";
import type { Report } from "../../src/sources/source.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { testDatabase } from "./database.ts";

const LOCATION = "tokens.test";
const OWNER = { name: "Ada", email: "ada@example.com", locale: "en" } as const;

export interface HeartOptions {
  readonly issuer?: (builtin: BuiltinIssuer) => Issuer;
  /** More formats and issuers than those that are built in. */
  readonly formats?: readonly Format[];
  readonly issuers?: readonly Issuer[];
  readonly policy?: Partial<PolicyBook>;
  readonly sealingKey?: Secret<Buffer>;
  readonly outbox?: Partial<Pick<IncidentSettings, "operator" | "copyTo" | "digestHours" | "locale">>;
}

const SEALING_KEY = new Secret(Buffer.alloc(32, 8));

/** Intake, classifier and revoker over a database of their own, without HTTP and without a queue. */
export async function testHeart(options: HeartOptions = {}) {
  const { issuer = (builtin: BuiltinIssuer) => builtin, policy = {}, sealingKey = SEALING_KEY } = options;
  const { database: db, url } = await testDatabase();
  const log = createLogger("silent");
  const keyring = new Keyring(new Secret(Buffer.alloc(32, 7)));
  const builtin = new BuiltinIssuer({ db, lookupDb: db, keyring, prefix: "tokenward-", location: LOCATION });
  const known = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: LOCATION });
  const own = options.formats ?? [];
  const formatList = [...known.filter(({ id }) => own.every((format) => format.id !== id)), ...own];
  const formats = new Map(formatList.map((format) => [format.id, format]));
  const metrics = createMetrics();
  const types = new TypeWatch(formatList);
  const matcher = createMatcher(formatList, { badChecksum: (format) => metrics.badChecksums.inc({ format }) });
  const issuers = new Map<string, Issuer>([issuer(builtin), nobody, ...(options.issuers ?? [])].map((one) => [one.id, one]));
  const sealer = await Sealer.create([sealingKey]);
  const decider = new Decider({ policies: [], exemptions: [], ...policy });
  const woken: ObligationKind[] = [];
  const wake = (kinds: readonly ObligationKind[]): void => void woken.push(...kinds);
  const classifier = new Classifier({ matcher, formats, issuers, keyring, clock: systemClock, db });
  const settings = {
    retentionDays: 30,
    mailHost: "tokens.test",
    operator: null,
    copyTo: null,
    locale: "en",
    digestHours: 0,
    ...options.outbox,
  };
  const intake = new Intake({ db, classifier, matcher, keyring, sealer, decider, types, metrics, settings, wake });
  const revoker = new Revoker({ db, issuers, metrics, log, settings, wake });
  const suspendHours = (format: string, source: string): number | null => decider.policyFor(format, source).suspendHours;
  const elsewhere = new ElsewhereRevoker({ db, issuers, sealer, metrics, log, settings, suspendHours, wake });
  const actions = new IncidentActions({ db, issuers, decider, sealer, settings, wake });

  return {
    db,
    url,
    log,
    keyring,
    builtin,
    classifier,
    matcher,
    intake,
    revoker,
    elsewhere,
    actions,
    sealer,
    metrics,
    woken,
    settings,
    async mint(wanted: { expiresAt?: Date; caveats?: readonly string[]; name?: string } = {}): Promise<{ id: string; text: string }> {
      const caveats = (wanted.caveats ?? []).map((caveat) => Buffer.from(caveat));
      const request = { owner: OWNER, name: wanted.name ?? "deploy", caveats: () => caveats, expiresAt: wanted.expiresAt ?? null };
      const minted = await db.transaction((tx) => builtin.mint(request, tx));
      return { id: minted.id, text: minted.token.reveal("test") };
    },
    /** Accepts one delivery of these tokens, as if a source had authenticated it. */
    report(tokens: readonly (string | Partial<ReportedToken>)[], source = "github-partner", backfill = false): Promise<Accepted> {
      const records = tokens.map(
        (token): ReportedToken => ({
          token: "",
          type: "t",
          url: "https://github.com/o/r/blob/x",
          place: "content",
          ...(typeof token === "string" ? { token } : token),
        }),
      );
      const reports = records.map(({ token, ...rest }): Report => ({ ...rest, token: new Secret(token) }));
      const bodyHash = createHash("sha256")
        .update(JSON.stringify([source, records]))
        .digest("hex") as Fingerprint;
      return intake.accept({ source, bodyHash, reports, receivedAt: new Date(), backfill, seal: () => Buffer.from("sealed") });
    },
    /** Runs what is due of revocations, here and in every lane, as workers would. */
    async work(remote: ElsewhereRevoker = elsewhere): Promise<void> {
      const lease = randomUUID();
      await claimDue(db, "revoke", 1_000, 10_000, lease, 5);
      await withLease(db, log, lease, (batch) => revoker.run(batch));
      for (let lane = randomUUID(); (await claimLane(db, 1_000, lane, 5)) > 0; lane = randomUUID()) {
        await withLease(db, log, lane, (batch) => remote.run(batch));
      }
    },
    incidents: () =>
      db.query<IncidentFacts>(
        `select id, state, verdict, verdict_detail as detail, token_id as "tokenId", occurrence_count as count, round from incidents order by reported_at, id`,
      ),
    count: async (table: "deliveries" | "incidents" | "occurrences" | "obligations" | "notices" | "audit_blocks"): Promise<number> =>
      (await db.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n,
  };
}

interface ReportedToken {
  token: string;
  type: string;
  url: string | null;
  place: string | null;
}

interface IncidentFacts {
  id: string;
  state: string;
  verdict: string;
  detail: string;
  tokenId: string | null;
  count: number;
  round: number;
}
