import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import { isUuid } from "../kernel/ids.ts";
import type { Logger } from "../kernel/log.ts";

const QUIET = new Set(["/healthz", "/readyz", "/metrics"]);
const PATH_MAX = 200;
// The words of our own addresses are short, in lower case and almost without digits.
const OWN_WORD = /^(?:[a-z]\d{0,2}(?:[._-]?[a-z]){0,30})?$/u;

/** One line per request: method, path without its query, status, time. No header and no body ever gets into it, nor a token in the path. */
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
          path: speakable(path),
          // Null: the client was gone before there was an answer.
          status: response.headersSent ? response.statusCode : null,
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

/** The path as it may be logged: people put tokens into addresses, so only words of ours and ids stay. */
function speakable(path: string): string {
  const segments = path.slice(0, PATH_MAX).split("/");
  return segments.map((segment) => (OWN_WORD.test(segment) || isUuid(segment) ? segment : "…")).join("/");
}
