import express, { type Express, type Router } from "express";
import helmet from "helmet";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { problemHandler } from "./problem.ts";
import { requestLog } from "./request-log.ts";

/** The Express app over its routers: headers, request log, and one end for everything that fails. */
export function createApp(routers: readonly Router[], log: Logger, trustedProxies: readonly string[] = []): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  app.set("trust proxy", [...trustedProxies]);
  app.use(requestLog(log));
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] }, useDefaults: false },
      referrerPolicy: { policy: "no-referrer" },
    }),
  );
  for (const router of routers) app.use(router);
  app.use(() => {
    throw new AppError("not_found", ERROR_CODES.not_found);
  });
  app.use(problemHandler(log));
  return app;
}
