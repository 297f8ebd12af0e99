import { type Request, Router } from "express";
import { z } from "zod";
import { check } from "../kernel/check.ts";
import type { Clock } from "../kernel/clock.ts";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";
import type { Secret } from "../kernel/secret.ts";
import type { Bounces } from "../notices/bounces/bounces.ts";
import { readJson } from "../sources/reports/json.ts";
import { isOneOfSecrets } from "../sources/signing/shared-secrets.ts";
import { standardWebhooks } from "../sources/signing/standard-webhooks.ts";
import type { RawRequest } from "../sources/source.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { methodNotAllowed } from "./method-not-allowed.ts";
import { BodyBudget, withRawBody } from "./raw-body.ts";

export interface BounceHookNeeds {
  readonly bounces: Pick<Bounces, "take">;
  /** Null: the route is not there. */
  readonly secrets: Secret<readonly string[]> | null;
  readonly metrics: Pick<Metrics, "signatureFailures">;
  readonly clock: Clock;
}

const MAX_BYTES = 1_024 * 1_024;
const BUDGET_BYTES = 8 * 1_024 * 1_024;
const MAX_REPORTS = 1_000;

const MESSAGE_ID = /^(?:<(?<inside>[\x21-\x7e]{1,318})>|[\x21-\x7e]{1,318})$/u;

// Whoever sends mail to the return path chooses what its bounce says: texts of any kind, of which none may cost the others their turn.
const report = z
  .object({
    type: z.enum(["bounce", "soft", "complaint"]),
    return_path: z.string().nullish(),
    message_id: z.string().nullish(),
    reason: z.string().nullish(),
  })
  .transform(({ message_id, reason, return_path, type }) => ({
    kind: type,
    returnPath: return_path ?? null,
    messageId: messageIdIn(message_id ?? ""),
    reason: reason ?? "no reason was given",
  }));

/** With its angle brackets; null for what is no Message-ID. */
function messageIdIn(text: string): string | null {
  const found = MESSAGE_ID.exec(text);
  return found === null ? null : `<${found.groups?.["inside"] ?? found[0]}>`;
}

const reports = z.object({ events: z.array(report).max(MAX_REPORTS) });

/**
 * `POST /hooks/bounces`: mails that came back, from whoever carries them; `{"events": [{"type", "return_path" or
 * "message_id", "reason"}]}`. Signed by Standard Webhooks, or with the secret as bearer token for senders that sign nothing.
 */
export function bounceHook({ bounces, clock, metrics, secrets }: BounceHookNeeds): Router {
  const router = Router();
  if (secrets === null) return router;
  const budget = new BodyBudget(BUDGET_BYTES);
  const isSigned = standardWebhooks(secrets, clock);
  const path = router.route("/hooks/bounces");
  // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
  path.post(async (request, response) => {
    const body = await withRawBody(request, MAX_BYTES, budget, async (bytes) => {
      const bearer = bearerOf(request);
      const authentication =
        bearer === null ? await isSigned({ headers: headersOf(request), body: bytes }) : { ok: isOneOfSecrets(secrets, bearer) };
      if (!authentication.ok) {
        metrics.signatureFailures.inc({ source: "bounces", reason: "reason" in authentication ? authentication.reason : "wrong_secret" });
        throw new AppError("signature_refused", ERROR_CODES.signature_refused);
      }
      const { events } = check(reports, readJson(bytes, "a JSON document"));
      return { taken: await bounces.take(events), events: events.length };
    });
    response.status(200).json(body);
  });
  path.all(methodNotAllowed("post"));
  return router;
}

function bearerOf(request: Request): string | null {
  return /^Bearer +(?<secret>[\x21-\x7e]{1,512})$/iu.exec(request.headers.authorization ?? "")?.groups?.["secret"] ?? null;
}

function headersOf({ headersDistinct }: Request): RawRequest["headers"] {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, values ?? []]));
}
