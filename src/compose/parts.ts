import type { Config } from "../config/config.ts";
import { Database } from "../db/database.ts";
import { installationName } from "../db/installation.sql.ts";
import { CatchUp } from "../incidents/callbacks/catch-up.ts";
import { ReportBack } from "../incidents/callbacks/report-back.ts";
import { News } from "../incidents/feed/news.ts";
import { RevocationFeed } from "../incidents/feed/revocations.ts";
import { Dispatcher } from "../jobs/dispatcher.ts";
import { createQueues, type Queues } from "../jobs/queues.ts";
import type { Handlers } from "../jobs/workers.ts";
import type { Logger } from "../kernel/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import type { Core } from "./core.ts";
import { composeIntakes, type Intakes, incidentSettings } from "./intakes/intakes.ts";
import { warnOfUnknownSources } from "./policy.ts";
import { composeRevoking, type Revoking } from "./revoking.ts";
import type { Store } from "./store.ts";
import { composeNotices, type Notices } from "./telling/notices.ts";
import { composeOutgoing, type Outgoing } from "./telling/outgoing.ts";

/** Everything a running service is made of, wired and not started. */
export interface Parts {
  readonly core: Core;
  readonly store: Store;
  readonly metrics: Metrics;
  readonly notices: Notices;
  readonly intakes: Intakes;
  readonly queues: Queues;
  readonly dispatcher: Dispatcher;
  readonly revoking: Revoking;
  readonly feed: RevocationFeed;
  readonly news: News;
  readonly outgoing: Outgoing;
  readonly catchUp: CatchUp;
  readonly handlers: Handlers;
  /** The workers' own pool: a slow page never takes a connection from them, nor from the hooks. */
  readonly workDb: Database;
}

const WORK_CONNECTIONS = 10;

export async function composeParts(
  config: Config,
  core: Core,
  store: Store,
  log: Logger,
  metrics: Metrics,
  publicUrl: () => string,
): Promise<Parts> {
  const workDb = new Database(store.url, log, { name: "work", max: WORK_CONNECTIONS, prepares: store.sessions });
  const queues = await openQueues(config, core, store, log);
  const dispatcher = new Dispatcher(workDb, queues, log);
  const wake: Dispatcher["wake"] = (kinds) => dispatcher.wake(kinds);

  const settings = incidentSettings(config);
  const intakes = await composeIntakes({ config, core, store, metrics, log, wake });
  warnOfUnknownSources(config, intakes.sources, log);
  const revoking = composeRevoking({ config, core, workDb, metrics, log, settings, wake });
  const notices = composeNotices({
    config,
    core,
    sources: intakes.sources,
    workDb,
    metrics,
    log,
    settings,
    answerLimit: intakes.answerLimit,
    currentUrl: publicUrl,
    calm: revoking.calm,
    wake,
  });
  const reportBack = new ReportBack({ db: workDb, keyring: core.keyring, sources: intakes.sources, metrics });
  const catchUp = new CatchUp({ db: workDb, sources: intakes.sources, metrics, log });
  const outgoing = composeOutgoing({ config, core, workDb, metrics, log, publicUrl, wake });
  const fetchKept: Handlers["fetch"] = (batch) => intakes.events.fetchKept(batch);
  const handlers: Handlers = {
    classify: (batch) => intakes.reception.classifyPostponed(batch),
    fetch: fetchKept,
    scan: fetchKept,
    follow: fetchKept,
    examine: (batch) => intakes.claims.examine(batch),
    report_back: (batch) => reportBack.run(batch),
    notify: (batch) => notices.delivery.run(batch),
    deliver: (batch) => outgoing.courier.run(batch),
    ...revoking.handlers,
  };
  const feed = new RevocationFeed(core.db, log);
  const news = new News(core.db, log);
  return { core, store, metrics, notices, intakes, queues, dispatcher, revoking, feed, news, outgoing, catchUp, handlers, workDb };
}

async function openQueues(
  { storage: { redisCluster, redisUrl } }: Config,
  { db }: Core,
  { queueUrl }: Store,
  log: Logger,
): Promise<Queues> {
  return await createQueues({ databaseUrl: queueUrl, redisUrl, redisCluster, installation: await installationName(db), log });
}
