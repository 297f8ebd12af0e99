import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "../kernel/log.ts";

const QUIET = new Set(["/healthz", "/readyz", "/metrics"]);

/** One line per request: method, path without its query, status, time. No header and no body ever gets into it. */
export function requestLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const id = randomUUID();
    const began = performance.now();
    // Taken now: routers rewrite it while they work.
    const { method, path } = request;
    response.set("X-Request-Id", id);
    if (!QUIET.has(path)) {
      response.once("close", () => {
        const ms = Math.round(performance.now() - began);
        const details = {
          request: id,
          method,
          path: path.slice(0, 200),
          status: response.statusCode,
          ms,
          complete: response.writableFinished,
        };
        if (response.statusCode >= 500) log.warn(details, "request");
        else log.info(details, "request");
      });
    }
    next();
  };
}
