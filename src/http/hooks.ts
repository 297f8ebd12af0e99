import { type Request, type Response, Router } from "express";
import type { SourceHealth } from "../incidents/health/source-health.ts";
import type { EventIntake } from "../incidents/intake/events.ts";
import type { Reception } from "../incidents/intake/reception.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError, ERROR_CODES, type ErrorCode } from "../kernel/errors.ts";
import type { RawRequest, Source, SourceAnswer } from "../sources/source.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { type Facts, traced } from "../telemetry/tracing.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { type BodyBudget, withRawBody } from "./raw-body.ts";

/** The largest body of a delivery: a signed delivery that we refuse is a live leaked token. */
const MAX_DELIVERY_BYTES = 32 * 1024 * 1024;

/** GitHub's partner terms give 15 s for a 2xx. Counted apart from the clock, which may be set while a delivery is under way. */
const ANSWER_WITHIN_MS = 10_000;

export interface HooksNeeds {
  readonly sources: ReadonlyMap<string, Source>;
  readonly reception: Pick<Reception, "receive">;
  readonly events: Pick<EventIntake, "receive">;
  readonly budget: BodyBudget;
  /** Told of every delivery whether it is genuine. */
  readonly health: Pick<SourceHealth, "genuine" | "refused">;
  readonly metrics: Pick<Metrics, "deliveries" | "signatureFailures">;
  readonly clock: Clock;
}

/** `POST /hooks/<source>`: the raw bytes are authenticated before anything is parsed. */
export function hooks(needs: HooksNeeds): Router {
  const router = Router();
  for (const source of needs.sources.values()) {
    const address = `/hooks/${source.id}`;
    const delivery = router.route(`${address}${source.deliveryPath ?? ""}`);
    // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
    delivery.post(async (request, response) => send(response, await deliver(needs, source, request)));
    delivery.all(methodNotAllowed("post"));
    for (const [path, answer] of Object.entries(source.inquiries ?? {})) {
      const inquiry = router.route(`${address}${path}`);
      // oxlint-disable-next-line no-async-endpoint-handlers -- as above
      inquiry.get(async (request, response) => {
        await authenticate(needs, source, { headers: headersOf(request), body: Buffer.alloc(0) });
        send(response, answer());
      });
      inquiry.all(methodNotAllowed("get"));
    }
  }
  router.all("/hooks/:source{/*rest}", () => {
    throw new AppError("not_configured", ERROR_CODES.not_configured);
  });
  return router;
}

function send(response: Response, { body, status }: SourceAnswer): void {
  if (body === undefined) response.status(status).end();
  else response.status(status).json(body);
}

async function deliver(needs: HooksNeeds, source: Source, request: Request): Promise<SourceAnswer> {
  const facts = { asked: true, "tokenward.source": source.id };
  return await traced(`POST /hooks/${source.id}`, facts, (learn) => counted(needs, source, request, learn));
}

async function counted(needs: HooksNeeds, source: Source, request: Request, learn: (facts: Facts) => void): Promise<SourceAnswer> {
  let outcome: Outcome = "failed";
  try {
    const answer = await take(needs, source, request);
    outcome = "accepted";
    return answer;
  } catch (error) {
    if (error instanceof AppError) outcome = OUTCOMES[error.code] ?? "failed";
    throw error;
  } finally {
    needs.metrics.deliveries.inc({ source: source.id, outcome });
    learn({ "tokenward.outcome": outcome });
  }
}

type Outcome = "accepted" | "refused" | "malformed" | "limited" | "unavailable" | "failed";

const OUTCOMES: Partial<Record<ErrorCode, Outcome>> = {
  signature_refused: "refused",
  malformed_body: "malformed",
  too_many_records: "malformed",
  body_too_large: "malformed",
  unsupported_encoding: "malformed",
  invalid_request: "malformed",
  rate_limited: "limited",
  unavailable: "unavailable",
  overloaded: "unavailable",
};

async function take(needs: HooksNeeds, source: Source, request: Request): Promise<SourceAnswer> {
  const { budget, clock, events, reception } = needs;
  const receivedAt = clock.now();
  const arrived = performance.now();
  return await withRawBody(request, MAX_DELIVERY_BYTES, budget, async (body) => {
    const raw = { headers: headersOf(request), body };
    await authenticate(needs, source, raw);
    if (source.kind === "events") return await events.receive(source, raw, receivedAt);
    return await reception.receive(source, body, receivedAt, arrived + ANSWER_WITHIN_MS - performance.now());
  });
}

/** @throws AppError `signature_refused`, always the same, whatever the reason */
async function authenticate({ health, metrics }: HooksNeeds, source: Source, request: RawRequest): Promise<void> {
  const authentication = await source.authenticate(request);
  if (authentication.ok) {
    health.genuine(source.id);
    return;
  }
  health.refused(source.id, authentication.reason);
  metrics.signatureFailures.inc({ source: source.id, reason: authentication.reason });
  throw new AppError("signature_refused", ERROR_CODES.signature_refused);
}

function headersOf({ headersDistinct }: Request): RawRequest["headers"] {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values ?? []]));
}
