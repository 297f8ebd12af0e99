import { clearTimeout, setTimeout } from "node:timers";
import { setTimeout as delay } from "node:timers/promises";
import { AdminTokens } from "../access/admin-tokens.ts";
import type { RunningService } from "../cli/root.ts";
import type { Config, Role } from "../config/config.ts";
import { pingDatabase } from "../db/health.sql.ts";
import { assertNothingPending } from "../db/migrate.ts";
import { endpointRoutes } from "../http/api/endpoints.ts";
import { importRoutes } from "../http/api/import.ts";
import { incidentRoutes } from "../http/api/incidents.ts";
import { lookupRoutes } from "../http/api/lookup.ts";
import { revocationRoutes, revocationStream } from "../http/api/revocations.ts";
import { mount } from "../http/api/route.ts";
import { scanRoutes } from "../http/api/scan.ts";
import { suppressionRoutes } from "../http/api/suppressions.ts";
import { tokenRoutes } from "../http/api/tokens.ts";
import { createApp } from "../http/app.ts";
import { fromInside } from "../http/from-inside.ts";
import { hooks } from "../http/hooks.ts";
import { openApiDocument } from "../http/openapi.ts";
import { ops } from "../http/ops.ts";
import { BodyBudget } from "../http/raw-body.ts";
import { revoke } from "../http/revoke/revoke.ts";
import { HttpServer } from "../http/server.ts";
import { Upkeep } from "../jobs/upkeep.ts";
import { Watchdog } from "../jobs/watchdog.ts";
import { Workers } from "../jobs/workers.ts";
import type { Logger } from "../kernel/log.ts";
import { packageVersion } from "../kernel/place/version.ts";
import { Suppressions } from "../notices/bounces/suppressions.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { composeArtefacts } from "./artefacts.ts";
import { composeCore } from "./core.ts";
import { composeParts, type Parts } from "./parts.ts";
import { openStore, readyStore, requireSessions } from "./store.ts";
import { composeDashboard } from "./web/dashboard.ts";

const NOT_READY_FIRST_MS = 1_000;

/** Starts the service: store, parts, then whatever the role asks for. What was started is stopped again when a later step fails. */
export async function startService(config: Config, log: Logger, role: Role): Promise<RunningService> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const opened = await openStore(config, log);
    closers.push(() => opened.close());
    const store = await requireSessions(config, opened);
    await readyStore(store, config, log);
    const metrics = createMetrics();
    const core = await composeCore(config, store, log, metrics);
    let url = "";
    const origin = (): string => config.http.publicUrl ?? url;
    const parts = await composeParts(config, core, store, log, metrics, origin);
    closers.push(() => closeParts(parts));

    let draining = false;
    const server = new HttpServer(
      createApp(
        routers(config, parts, log, role, origin, () => draining),
        log,
        config.http.trustedProxies,
      ),
    );
    url = await server.listen(config.http.host, config.http.port);
    closers.push(() => server.close(config.process.shutdownMs));

    closers.push(startWork(parts, role, config, log));
    return {
      url,
      stop: async () => {
        draining = true;
        // A load balancer gets a moment to see that we are not ready, before connections are refused.
        if (config.process.production) await delay(NOT_READY_FIRST_MS);
        // Requests under way end before the jobs do: what they commit is dispatched by whoever comes next.
        parts.feed.close();
        parts.news.close();
        await server.close(config.process.shutdownMs);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What runs by itself: dispatcher and watchdog, and what works obligations off where the role does. Answers how to stop it. */
function startWork(
  { catchUp, dispatcher, handlers, intakes, metrics, notices, outgoing, queues, workDb: db }: Parts,
  role: Role,
  { process: { shutdownMs }, storage: { historyDays, retentionDays } }: Config,
  log: Logger,
) {
  const workers = role === "web" ? null : new Workers({ db, queues, dispatcher, handlers, log });
  const watchdog = new Watchdog({ db, metrics, log, workers, onStuck: () => process.kill(process.pid, "SIGTERM") });
  const upkeep = new Upkeep({ db, log, historyDays, retentionDays });
  if (workers !== null) {
    workers.start();
    upkeep.start();
    outgoing.follower.start();
    catchUp.start();
  }
  dispatcher.start();
  watchdog.start();
  intakes.health.start();
  return async (): Promise<void> => {
    watchdog.stop();
    upkeep.stop();
    await Promise.all([outgoing.follower.stop(), catchUp.stop()]);
    await dispatcher.stop();
    // Mails that a slow relay holds up are broken off when the time is up; all else ends by itself.
    const late = setTimeout(() => void notices.mailer.close(), shutdownMs);
    await workers?.stop();
    clearTimeout(late);
  };
}

function routers(config: Config, parts: Parts, log: Logger, role: Role, origin: () => string, isDraining: () => boolean) {
  const { core, intakes, metrics, queues, revoking } = parts;
  const { claims, events, health, imports, reception, revokeLimit, revokeTokenLimit, sources } = intakes;
  const { builtin, classifier, clock, db, formats, keyring, matcher } = core;
  const adminTokens = new AdminTokens(db, keyring, config.secrets.adminToken);
  const routes = [
    ...tokenRoutes({ db, builtin, clock, matcher, formats }),
    ...incidentRoutes({ db, actions: revoking.actions }),
    ...lookupRoutes({ db, classifier }),
    ...importRoutes({ imports, clock }),
    ...scanRoutes({ artefacts: composeArtefacts(config, core), imports, clock }),
    ...revocationRoutes({ db }),
    ...suppressionRoutes({ suppressions: new Suppressions(db) }),
    ...endpointRoutes({ endpoints: parts.outgoing.endpoints }),
  ];
  const version = packageVersion();
  metrics.buildInfo.set({ version }, 1);
  const operations = ops({
    checks: [
      { name: "database", check: () => pingDatabase(db) },
      { name: "migrations", check: () => assertNothingPending(db) },
      { name: "queue", check: () => queues.ping() },
    ],
    registry: metrics.registry,
    refresh: () => {
      for (const source of sources.values()) {
        const age = source.keyHealth?.().ageSeconds ?? null;
        if (age !== null) metrics.sourceKeyAge.set({ source: source.id }, age);
      }
    },
    isDraining,
    mayMeasure: fromInside(adminTokens),
    openApi: openApiDocument(routes, [...sources.keys()], version),
    log,
  });
  if (role === "worker") return [operations];
  const budget = new BodyBudget(config.http.maxInflightBytes);
  return [
    operations,
    parts.notices.bounceRouter,
    hooks({ sources, reception, events, health, budget, metrics, clock }),
    revoke({ claims, limit: revokeLimit, tokenLimit: revokeTokenLimit, metrics, product: config.mail.productName, clock }),
    parts.notices.ownerRouter,
    revocationStream({ feed: parts.feed, adminTokens }),
    mount(routes, adminTokens),
    composeDashboard(config, parts, log, origin),
  ];
}

async function closeParts({ core, intakes, notices, queues, workDb }: Parts): Promise<void> {
  await notices.mailer.close();
  await queues.close();
  await Promise.all([core.close(), intakes.close(), workDb.close()]);
}
