import { createHash, randomUUID } from "node:crypto";
import { createMatcher } from "../../src/formats/matcher.ts";
import { loadFormats } from "../../src/formats/registry.ts";
import { IncidentActions } from "../../src/incidents/actions.ts";
import { Classifier } from "../../src/incidents/intake/classifier.ts";
import { type Accepted, Intake } from "../../src/incidents/intake/intake.ts";
import { Revoker } from "../../src/incidents/revoking/revoker.ts";
import { BuiltinIssuer } from "../../src/issuers/builtin/builtin.ts";
import type { Issuer } from "../../src/issuers/issuer.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import { type Fingerprint, Keyring } from "../../src/kernel/keyring.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { withLease } from "../../src/obligations/lease.ts";
import type { ObligationKind } from "../../src/obligations/obligation.ts";
import { claimDue } from "../../src/obligations/obligations.sql.ts";
import type { Report } from "../../src/sources/source.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { testDatabase } from "./database.ts";

const LOCATION = "tokens.test";
const OWNER = { name: "Ada", email: "ada@example.com", locale: "en" } as const;

export interface HeartOptions {
  readonly issuer?: (builtin: BuiltinIssuer) => Issuer;
}

/** Intake, classifier and revoker over a database of their own, without HTTP and without a queue. */
export async function testHeart({ issuer = (builtin) => builtin }: HeartOptions = {}) {
  const { database: db, url } = await testDatabase();
  const log = createLogger("silent");
  const keyring = new Keyring(new Secret(Buffer.alloc(32, 7)));
  const builtin = new BuiltinIssuer({ db, keyring, prefix: "tokenward-", location: LOCATION });
  const formatList = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: LOCATION });
  const formats = new Map(formatList.map((format) => [format.id, format]));
  const matcher = createMatcher(formatList);
  const issuers = new Map<string, Issuer>([["builtin", issuer(builtin)]]);
  const metrics = createMetrics();
  const woken: ObligationKind[] = [];
  const wake = (kinds: readonly ObligationKind[]): void => void woken.push(...kinds);
  const classifier = new Classifier({ matcher, formats, issuers, keyring, clock: systemClock });
  const settings = { retentionDays: 30, mailHost: "tokens.test" };
  const intake = new Intake({ db, classifier, keyring, metrics, settings, wake });
  const revoker = new Revoker({ db, issuers, metrics, log, mailHost: "tokens.test", wake });
  const actions = new IncidentActions({ db, issuers, retentionDays: 30, wake });

  return {
    db,
    url,
    log,
    keyring,
    builtin,
    classifier,
    intake,
    revoker,
    actions,
    metrics,
    woken,
    async mint(options: { expiresAt?: Date; caveats?: readonly string[]; name?: string } = {}): Promise<{ id: string; text: string }> {
      const caveats = (options.caveats ?? []).map((caveat) => Buffer.from(caveat));
      const request = { owner: OWNER, name: options.name ?? "deploy", caveats: () => caveats, expiresAt: options.expiresAt ?? null };
      const minted = await db.transaction((tx) => builtin.mint(request, tx));
      return { id: minted.id, text: minted.token.reveal("test") };
    },
    /** Accepts one delivery of these tokens, as if a source had authenticated it. */
    report(tokens: readonly (string | Partial<ReportedToken>)[], source = "github-partner"): Promise<Accepted> {
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
      return intake.accept({ source, bodyHash, reports, receivedAt: new Date() });
    },
    /** Runs what is due of a kind, as a worker would. */
    async work(kind: "revoke" = "revoke"): Promise<void> {
      const lease = randomUUID();
      await claimDue(db, kind, 1_000, 10_000, lease, 5);
      await withLease(db, log, lease, (batch) => revoker.run(batch));
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
