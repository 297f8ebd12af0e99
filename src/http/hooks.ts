import { type Request, Router } from "express";
import type { Reception } from "../incidents/intake/reception.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";
import type { RawRequest, Source, SourceAnswer } from "../sources/source.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { type BodyBudget, withRawBody } from "./raw-body.ts";

/** The largest body of a delivery: a signed delivery that we refuse is a live leaked token. */
const MAX_DELIVERY_BYTES = 32 * 1024 * 1024;

export interface HooksNeeds {
  readonly sources: ReadonlyMap<string, Source>;
  readonly reception: Pick<Reception, "receive">;
  readonly budget: BodyBudget;
  readonly metrics: Pick<Metrics, "signatureFailures">;
  readonly clock: Clock;
}

/** `POST /hooks/<source>`: the raw bytes are authenticated before anything is parsed. The content type does not matter. */
export function hooks(needs: HooksNeeds): Router {
  const router = Router();
  for (const source of needs.sources.values()) {
    const path = router.route(`/hooks/${source.id}`);
    // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
    path.post(async (request, response) => {
      const { body, status } = await deliver(needs, source, request);
      if (body === undefined) response.status(status).end();
      else response.status(status).json(body);
    });
    path.all(methodNotAllowed("post"));
  }
  router.all("/hooks/:source", () => {
    throw new AppError("not_configured", ERROR_CODES.not_configured);
  });
  return router;
}

async function deliver({ budget, clock, metrics, reception }: HooksNeeds, source: Source, request: Request): Promise<SourceAnswer> {
  const receivedAt = clock.now();
  return await withRawBody(request, MAX_DELIVERY_BYTES, budget, async (body) => {
    const authentication = await source.authenticate({ headers: headersOf(request.headersDistinct), body });
    if (!authentication.ok) {
      metrics.signatureFailures.inc({ source: source.id, reason: authentication.reason });
      throw new AppError("signature_refused", ERROR_CODES.signature_refused);
    }
    return await reception.receive(source, body, receivedAt);
  });
}

function headersOf(distinct: NodeJS.Dict<string[]>): RawRequest["headers"] {
  return Object.fromEntries(Object.entries(distinct).map(([name, values]) => [name, values ?? []]));
}
