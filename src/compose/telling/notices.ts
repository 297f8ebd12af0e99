import type { RateLimit } from "../../access/rate-limit.ts";
import type { Config } from "../../config/config.ts";
import type { Database } from "../../db/database.ts";
import { bounceHook } from "../../http/bounces.ts";
import { owner } from "../../http/owner/owner.ts";
import { OwnerCases } from "../../incidents/owner-page/cases.ts";
import { recordNoticeEnds } from "../../incidents/revoking/notice-end.ts";
import type { IncidentSettings } from "../../incidents/settings.ts";
import type { Logger } from "../../kernel/log.ts";
import { Bounces } from "../../notices/bounces/bounces.ts";
import { NoticeDelivery } from "../../notices/delivery/delivery.ts";
import { DomainPacing } from "../../notices/delivery/pacing.ts";
import { leakLink } from "../../notices/leak-link.ts";
import type { Mailer } from "../../notices/mail/mailer.ts";
import { OwnerLinks } from "../../notices/owner-page/link.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { allReporters } from "../../sources/direct.ts";
import type { Source } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import type { Core } from "../core.ts";
import { createMailer, mailComposer, mailReader, type ReadMail, returnPathsOf } from "./mail.ts";

export interface NoticesNeeds {
  readonly config: Config;
  readonly core: Core;
  readonly sources: ReadonlyMap<string, Source>;
  /** The workers' pool. */
  readonly workDb: Database;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly settings: IncidentSettings;
  readonly answerLimit: RateLimit;
  readonly currentUrl: () => string;
  readonly calm: () => Promise<void>;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** How a source is called, and whether an address is its own. */
export interface SourceView {
  readonly title: string;
  readonly linkable: boolean;
}

/** What tells owners, and hears what they answer. */
export interface Notices {
  readonly mailer: Mailer;
  readonly delivery: NoticeDelivery;
  readonly mailOf: ReadMail;
  readonly ownerRouter: ReturnType<typeof owner>;
  readonly bounceRouter: ReturnType<typeof bounceHook>;
}

export function composeNotices(needs: NoticesNeeds): Notices {
  const { answerLimit, calm, config, core, currentUrl, log, metrics, settings, sources, wake, workDb } = needs;
  const { mail } = config;
  const reporters = allReporters(sources);
  const sourceOf = (id: string, url: string | null): SourceView => {
    const source = reporters.get(id);
    const linkable = url !== null && source !== undefined && leakLink(url, (host) => source.ownsHost(host)).linkable;
    return { title: source?.title ?? id, linkable };
  };
  const returnPaths = returnPathsOf(config, core.keyring);
  const mailer = createMailer(config, returnPaths);
  const links = new OwnerLinks(core.keyring.ownerLinkKey, settings.retentionDays);
  const compose = mailComposer({
    config,
    sourceOf,
    currentUrl,
    ownerPage: async ({ concerns, createdAt, incidentId, locale }) => {
      const path = await links.path({ incidentId, locale: locale ?? "en", part: concerns !== null }, createdAt);
      return new URL(path, currentUrl()).href;
    },
  });
  const onEnd = recordNoticeEnds(settings);
  return {
    mailer,
    delivery: new NoticeDelivery({
      db: workDb,
      mailer,
      metrics,
      log,
      compose,
      foldSeconds: mail.foldSeconds,
      pacing: new DomainPacing(mail.perDomain),
      calm,
      onEnd,
    }),
    mailOf: mailReader(core.db, { config, sourceOf, currentUrl }),
    bounceRouter: bounceHook({
      bounces: new Bounces({ db: core.db, returnPaths, onEnd, wake: () => wake(["notify"]) }),
      secrets: mail.bounceSecrets,
      metrics,
      clock: core.clock,
    }),
    ownerRouter: owner({
      cases: new OwnerCases(core.db),
      links,
      limit: answerLimit,
      product: mail.productName,
      supportAddress: mail.supportAddress,
      currentUrl,
      sourceOf,
      clock: core.clock,
    }),
  };
}
