import { type Request, type Response, Router } from "express";
import { addressKey, type RateLimit } from "../../access/rate-limit.ts";
import type { Claims } from "../../incidents/intake/claims.ts";
import type { Clock } from "../../kernel/clock.ts";
import { AppError, STATUS_OF } from "../../kernel/errors.ts";
import { cleanUrl } from "../../sources/reports/records.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { methodNotAllowed } from "../method-not-allowed.ts";
import { BodyBudget, withRawBody } from "../raw-body.ts";
import { readRevokeRequest } from "./form.ts";
import { donePage, formPage, PAGE_POLICY, refusalPage } from "./page.ts";

export interface RevokeNeeds {
  readonly claims: Pick<Claims, "take">;
  /** Of requests. */
  readonly limit: Pick<RateLimit, "spend">;
  /** Of the tokens in them. */
  readonly tokenLimit: Pick<RateLimit, "spend">;
  readonly metrics: Pick<Metrics, "claims">;
  readonly product: string;
  readonly clock: Clock;
}

const MAX_BYTES = 2 * 1024 * 1024;
// Of its own: whatever anybody sends here never takes memory from the code hosts.
const BUDGET_BYTES = 32 * 1024 * 1024;

/** `POST /revoke` (RFC 7009) for anyone who holds a token, and a page with a form. The answer never tells what became of it. */
export function revoke(needs: RevokeNeeds): Router {
  const budget = new BodyBudget(BUDGET_BYTES);
  const router = Router();
  const path = router.route("/revoke");
  path.get((_request, response) => sendPage(response, 200, formPage(needs.product)));
  // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
  path.post(async (request, response) => {
    response.set("Cache-Control", "no-store");
    const forPerson = isForPerson(request);
    try {
      await take(needs, budget, request);
    } catch (error) {
      if (!forPerson || !(error instanceof AppError) || error.code === "unavailable") throw error;
      if (error.retryAfter !== undefined) response.set("Retry-After", String(error.retryAfter));
      sendPage(response, STATUS_OF[error.code], refusalPage(needs.product, error.message));
      return;
    }
    if (forPerson) sendPage(response, 200, donePage(needs.product));
    else response.status(200).json({});
  });
  path.all(methodNotAllowed("get", "post"));
  return router;
}

async function take(needs: RevokeNeeds, budget: BodyBudget, request: Request): Promise<void> {
  const { claims, clock, limit, metrics, tokenLimit } = needs;
  const receivedAt = clock.now();
  const who = addressKey(request.ip ?? "");
  try {
    // Before anything is read: what is over the limit should cost us as little as possible.
    await limit.spend(who);
    await withRawBody(request, MAX_BYTES, budget, async (body) => {
      const { texts, url } = readRevokeRequest(request.get("content-type") ?? "", body);
      await tokenLimit.spend(who, texts.length);
      await claims.take({ texts, url: cleanUrl(url) }, receivedAt);
    });
  } catch (error) {
    if (error instanceof AppError && error.code === "rate_limited") {
      metrics.claims.inc({ outcome: "limited" });
      // The answer is read by clients only when they can send the rest.
      request.resume();
    }
    throw error;
  }
}

/** A browser asks for HTML by name; a script that takes anything gets JSON. */
function isForPerson(request: Request): boolean {
  return (request.get("accept") ?? "").includes("text/html");
}

function sendPage(response: Response, status: number, html: string): void {
  response.status(status).set("Content-Security-Policy", PAGE_POLICY).type("html").send(html);
}
