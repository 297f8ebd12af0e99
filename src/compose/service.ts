import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { AdminTokens } from "../access/admin-tokens.ts";
import type { RunningService } from "../cli/root.ts";
import type { Config, Role } from "../config/config.ts";
import { pingDatabase } from "../db/health.sql.ts";
import { incidentRoutes } from "../http/api/incidents.ts";
import { lookupRoutes } from "../http/api/lookup.ts";
import { mount } from "../http/api/route.ts";
import { tokenRoutes } from "../http/api/tokens.ts";
import { createApp } from "../http/app.ts";
import { hooks } from "../http/hooks.ts";
import { openApiDocument } from "../http/openapi.ts";
import { ops } from "../http/ops.ts";
import { BodyBudget } from "../http/raw-body.ts";
import { HttpServer } from "../http/server.ts";
import { Watchdog } from "../jobs/watchdog.ts";
import { Workers } from "../jobs/workers.ts";
import type { Logger } from "../kernel/log.ts";
import { composeCore } from "./core.ts";
import { composeParts, type Parts } from "./parts.ts";
import { openStore, readyStore } from "./store.ts";

const NOT_READY_FIRST_MS = 1_000;

/** Starts the service: store, parts, then whatever the role asks for. What was started is stopped again when a later step fails. */
export async function startService(config: Config, log: Logger, role: Role): Promise<RunningService> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const store = await openStore(config, log);
    closers.push(() => store.close());
    await readyStore(store, config, log);
    const core = await composeCore(config, store, log);
    let url = "";
    const parts = await composeParts(config, core, store, log, () => config.http.publicUrl ?? url);
    closers.push(() => closeParts(parts));

    let draining = false;
    const server = new HttpServer(
      createApp(
        routers(config, parts, log, role, () => draining),
        log,
      ),
    );
    url = await server.listen(config.http.host, config.http.port);
    closers.push(() => server.close(config.process.shutdownMs));

    const workers =
      role === "web"
        ? null
        : new Workers({ db: parts.workDb, queues: parts.queues, dispatcher: parts.dispatcher, handlers: parts.handlers, log });
    const watchdog = new Watchdog({
      db: parts.workDb,
      metrics: parts.metrics,
      log,
      workers,
      onStuck: () => process.kill(process.pid, "SIGTERM"),
    });
    workers?.start();
    parts.dispatcher.start();
    watchdog.start();
    closers.push(async () => {
      watchdog.stop();
      await parts.dispatcher.stop();
      await workers?.stop();
    });
    return {
      url,
      stop: async () => {
        draining = true;
        // A load balancer gets a moment to see that we are not ready, before connections are refused.
        if (config.process.production) await delay(NOT_READY_FIRST_MS);
        // Requests under way end before the jobs do: what they commit is dispatched by whoever comes next.
        await server.close(config.process.shutdownMs);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function routers(config: Config, parts: Parts, log: Logger, role: Role, isDraining: () => boolean) {
  const { actions, core, metrics, queues, reception, sources } = parts;
  const { builtin, classifier, clock, db, formats, keyring, matcher } = core;
  const adminTokens = new AdminTokens(db, keyring, config.secrets.adminToken);
  const routes = [
    ...tokenRoutes({ db, builtin, clock, matcher, formats }),
    ...incidentRoutes({ db, actions }),
    ...lookupRoutes({ db, classifier }),
  ];
  const version = packageVersion();
  metrics.buildInfo.set({ version }, 1);
  const operations = ops({
    checks: [
      { name: "database", check: () => pingDatabase(db) },
      { name: "queue", check: () => queues.ping() },
    ],
    registry: metrics.registry,
    refresh: () => {
      for (const source of sources.values()) metrics.sourceKeyAge.set({ source: source.id }, source.keyHealth?.().ageSeconds ?? 0);
    },
    isDraining,
    openApi: openApiDocument(routes, [...sources.keys()], version),
    log,
  });
  if (role === "worker") return [operations];
  const budget = new BodyBudget(config.http.maxInflightBytes);
  return [operations, hooks({ sources, reception, budget, metrics, clock }), mount(routes, adminTokens)];
}

async function closeParts({ core, hookDb, mailer, queues, workDb }: Parts): Promise<void> {
  await mailer.close();
  await queues.close();
  await Promise.all([core.db.close(), hookDb.close(), workDb.close()]);
}

function packageVersion(): string {
  return (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }).version;
}
