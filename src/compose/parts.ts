import type { Config } from "../config/config.ts";
import { Database } from "../db/database.ts";
import { installationName } from "../db/installation.sql.ts";
import { IncidentActions } from "../incidents/actions.ts";
import { Intake } from "../incidents/intake/intake.ts";
import { Reception } from "../incidents/intake/reception.ts";
import { recordNoticeEnds } from "../incidents/revoking/notice-end.ts";
import { Revoker } from "../incidents/revoking/revoker.ts";
import { Dispatcher } from "../jobs/dispatcher.ts";
import { createQueues, type Queues } from "../jobs/queues.ts";
import type { Handlers } from "../jobs/workers.ts";
import { Calm } from "../kernel/flow/calm.ts";
import type { Logger } from "../kernel/log.ts";
import { NoticeDelivery } from "../notices/delivery.ts";
import type { Mailer } from "../notices/mail/mailer.ts";
import type { KeyStoreObserver } from "../sources/key-store.ts";
import { loadSources } from "../sources/registry.ts";
import type { Source } from "../sources/source.ts";
import { createMetrics, type Metrics } from "../telemetry/metrics.ts";
import type { Core } from "./core.ts";
import { createMailer, mailComposer } from "./mail.ts";
import type { Store } from "./store.ts";

/** Everything a running service is made of, wired and not started. */
export interface Parts {
  readonly core: Core;
  readonly metrics: Metrics;
  readonly mailer: Mailer;
  readonly sources: ReadonlyMap<string, Source>;
  readonly queues: Queues;
  readonly dispatcher: Dispatcher;
  readonly reception: Reception;
  readonly actions: IncidentActions;
  readonly handlers: Handlers;
  /** The workers' own pool: a slow page never takes a connection from them, nor from the hooks. */
  readonly workDb: Database;
  readonly hookDb: Database;
}

// Hooks: as many transactions as run at once, and one for a delivery that has to be committed sealed beside them.
const HOOK_CONNECTIONS = 6;
const WORK_CONNECTIONS = 10;

export async function composeParts(config: Config, core: Core, store: Store, log: Logger, publicUrl: () => string): Promise<Parts> {
  const { classifier, clock, issuers, keyring } = core;
  const metrics = createMetrics();
  const hookDb = new Database(store.url, log, { name: "hooks", max: HOOK_CONNECTIONS });
  const workDb = new Database(store.url, log, { name: "work", max: WORK_CONNECTIONS });
  const sources = await composeSources(config, core, metrics, log);
  const mailer = createMailer(config);
  const queues = await createQueues({
    databaseUrl: store.url,
    redisUrl: config.storage.redisUrl,
    installation: await installationName(core.db),
    log,
  });
  const dispatcher = new Dispatcher(workDb, queues, log);
  const wake: Dispatcher["wake"] = (kinds) => dispatcher.wake(kinds);

  const { retentionDays } = config.storage;
  const mailHost = config.mail.from.address.split("@").at(-1)!;
  const intake = new Intake({ db: hookDb, classifier, keyring, metrics, settings: { retentionDays, mailHost }, wake });
  const reception = new Reception({ db: hookDb, intake, keyring, clock, log, sources, wake });
  const actions = new IncidentActions({ db: core.db, issuers, retentionDays, wake });
  const revoker = new Revoker({ db: workDb, issuers, metrics, log, mailHost, wake });
  const compose = mailComposer(config, sources, publicUrl);
  const calm = new Calm();
  const notices = new NoticeDelivery({
    db: workDb,
    mailer,
    metrics,
    log,
    compose,
    calm: () => calm.wait(),
    onEnd: recordNoticeEnds(retentionDays),
  });
  const handlers: Handlers = {
    classify: (batch) => reception.classifyPostponed(batch),
    revoke: (batch) => calm.during(() => revoker.run(batch)),
    notify: (batch) => notices.run(batch),
  };
  return { core, metrics, mailer, sources, queues, dispatcher, reception, actions, handlers, workDb, hookDb };
}

async function composeSources({ sources }: Config, { clock }: Core, metrics: Metrics, log: Logger): Promise<ReadonlyMap<string, Source>> {
  const { apiUrl, token } = sources.github;
  const observe = (source: string): KeyStoreObserver => ({ onAlarm: (reason) => metrics.sourceKeyAlarms.inc({ source, reason }) });
  const github = { apiUrl, token: token ?? undefined };
  const loaded = await loadSources({ labels: sources.labels, keyOverlapMs: sources.keyOverlapMs, github, clock, log, observe });
  return new Map(loaded.map((source) => [source.id, source]));
}
