import { Router } from "express";
import type { Reception } from "../incidents/intake/reception.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";
import type { RawRequest, Source } from "../sources/source.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { type BodyBudget, withRawBody } from "./raw-body.ts";

/** The largest body of a delivery: a signed delivery that we refuse is a live leaked token. */
const MAX_DELIVERY_BYTES = 32 * 1024 * 1024;

export interface HooksNeeds {
  readonly sources: ReadonlyMap<string, Source>;
  readonly reception: Reception;
  readonly budget: BodyBudget;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** `POST /hooks/<source>`: the raw bytes are authenticated before anything is parsed. The content type does not matter. */
export function hooks({ budget, clock, metrics, reception, sources }: HooksNeeds): Router {
  const router = Router();
  // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
  router.post("/hooks/:source", async (request, response) => {
    const receivedAt = clock.now();
    const source = sources.get(request.params.source);
    if (source === undefined) throw new AppError("not_configured", ERROR_CODES.not_configured);
    const answer = await withRawBody(request, MAX_DELIVERY_BYTES, budget, async (body) => {
      const authentication = await source.authenticate({ headers: headersOf(request.headersDistinct), body });
      if (!authentication.ok) {
        metrics.signatureFailures.inc({ source: source.id, reason: authentication.reason });
        throw new AppError("signature_refused", ERROR_CODES.signature_refused);
      }
      return await reception.receive(source, body, receivedAt);
    });
    if (answer.body === undefined) response.status(answer.status).end();
    else response.status(answer.status).json(answer.body);
  });
  router.all("/hooks/:source", methodNotAllowed("POST"));
  return router;
}

function headersOf(distinct: NodeJS.Dict<string[]>): RawRequest["headers"] {
  return Object.fromEntries(Object.entries(distinct).map(([name, values]) => [name, values ?? []]));
}
