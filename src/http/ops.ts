import { setTimeout as delay } from "node:timers/promises";
import { type RequestHandler, Router } from "express";
import { messageOf } from "../kernel/errors.ts";
import { singleFlight } from "../kernel/flow/single-flight.ts";
import type { Logger } from "../kernel/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";

/** One part that has to work for the service to be ready. */
export interface ReadinessCheck {
  readonly name: string;
  /** @throws when it does not */
  check(): Promise<void>;
}

export interface OpsNeeds {
  readonly checks: readonly ReadinessCheck[];
  readonly registry: Metrics["registry"];
  /** Brings gauges up to date that are only worth reading when somebody looks. */
  readonly refresh: () => void;
  readonly isDraining: () => boolean;
  /** Who may see the metrics: in a quiet hour their counters tell what became of a single thing that was handed in. */
  readonly mayMeasure: RequestHandler;
  readonly openApi: object;
  readonly log: Logger;
}

const CHECK_TIMEOUT_MS = 2_000;

/** Health, readiness and the description of everything for anyone, and the metrics for those who may; nothing secret in them. */
export function ops({ checks, isDraining, log, mayMeasure, openApi, refresh, registry }: OpsNeeds): Router {
  // Anyone may ask, as often as they like: whoever asks while the parts are being looked at shares the outcome.
  const look = singleFlight(async () => await Promise.all(checks.map(async (part) => [part.name, await outcome(part, log)] as const)));
  const answers: Readonly<Record<string, RequestHandler | readonly RequestHandler[]>> = {
    "/healthz": (_request, response) => {
      response.json({ status: "ok" });
    },
    "/readyz": async (_request, response) => {
      const outcomes = await look();
      const ready = !isDraining() && outcomes.every(([, result]) => result === "ok");
      const status = isDraining() ? "stopping" : ready ? "ready" : "not ready";
      response.status(ready ? 200 : 503).json({ status, checks: Object.fromEntries(outcomes) });
    },
    "/metrics": [
      mayMeasure,
      async (_request, response) => {
        refresh();
        response.type(registry.contentType).send(await registry.metrics());
      },
    ],
    "/openapi.json": (_request, response) => {
      response.json(openApi);
    },
  };
  const router = Router();
  for (const [path, answer] of Object.entries(answers))
    router
      .route(path)
      .get(...[answer].flat())
      .all(methodNotAllowed("get"));
  return router;
}

async function outcome(part: ReadinessCheck, log: Logger): Promise<"ok" | "failed"> {
  const done = new AbortController();
  const late = delay(CHECK_TIMEOUT_MS, undefined, { signal: done.signal }).then(
    () => Promise.reject(new Error("no answer in time")),
    () => undefined,
  );
  try {
    await Promise.race([part.check(), late]);
    return "ok";
  } catch (error) {
    log.warn({ part: part.name, error: messageOf(error) }, "a part is not ready");
    return "failed";
  } finally {
    done.abort();
  }
}
