import { appendAudit } from "../audit/trail.ts";
import type { Database, Transaction } from "../db/database.ts";
import { groupBy } from "../kernel/collections.ts";
import { exchange, HttpFailure, type IncomingAnswer } from "../kernel/http-client.ts";
import type { Keyring } from "../kernel/keyring.ts";
import { retryAfter } from "../kernel/net/retry-after.ts";
import type { TakenBatch } from "../obligations/lease.ts";
import { EXHAUSTED, isExhausted, type Obligation } from "../obligations/obligation.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { openDestination } from "./endpoint.ts";
import { disableEndpoint } from "./endpoints.sql.ts";
import { type DueParcel, type ParcelOutcome, readParcels, recordHealth, recordOutcomes } from "./parcels.sql.ts";
import { slackBody } from "./slack.ts";
import { standardRequest } from "./standard.ts";

export interface CourierNeeds {
  readonly db: Database;
  readonly keyring: Keyring;
  /** Stays out of private networks, but for those that are allowed. */
  readonly fetch: typeof fetch;
  readonly metrics: Pick<Metrics, "messages">;
}

const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 64 * 1_024;
const ENDPOINTS_AT_ONCE = 10;

// After how many seconds each failed attempt is followed by the next, as Standard Webhooks propose; after the last of them it is given up.
const SCHEDULE = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];
const MAX_WISH_SECONDS = 86_400;
/** An endpoint that has failed for so long, and done nothing else, is switched off. */
const HOPELESS_DAYS = 5;

/** What becomes of one parcel. `retrySeconds` is null when nothing more is owed. */
interface Brought {
  readonly obligation: Obligation;
  readonly outcome: ParcelOutcome;
  readonly retrySeconds: number | null;
  /** The endpoint says that it is gone. */
  readonly gone: boolean;
}

/** Meets `deliver` obligations. What is given up stays visible and can be replayed; an endpoint that is gone or hopeless is switched off. */
export class Courier {
  readonly #needs: CourierNeeds;

  constructor(needs: CourierNeeds) {
    this.#needs = needs;
  }

  async run(batch: TakenBatch): Promise<void> {
    const parcels = await readParcels(
      this.#needs.db,
      batch.obligations.map(({ parcelId }) => parcelId!),
    );
    const obligations = new Map(batch.obligations.map((obligation) => [obligation.parcelId, obligation]));
    const due = [...parcels.values()]
      .filter(({ state }) => state === "due")
      .map((parcel) => ({ obligation: obligations.get(parcel.id)!, parcel }));
    const rounds = groupBy(due, ({ parcel }) => parcel.endpointId).values();
    const brought: Brought[] = [];
    await Promise.all(
      Array.from({ length: ENDPOINTS_AT_ONCE }, async () => {
        for (const round of rounds) brought.push(...(await this.#bring(round)));
      }),
    );
    const moot = batch.obligations.filter(({ parcelId }) => parcels.get(parcelId!)?.state !== "due");
    await this.#needs.db.transaction((tx) => this.#record(tx, batch, brought, moot));
    for (const { outcome } of brought) this.#needs.metrics.messages.inc({ outcome: outcome.state === "due" ? "deferred" : outcome.state });
  }

  /** One endpoint's parcels, one by one: one that does not answer keeps nobody waiting for more than one time-out. */
  async #bring(round: readonly { readonly obligation: Obligation; readonly parcel: DueParcel }[]): Promise<Brought[]> {
    const brought: Brought[] = [];
    let silent: Brought | undefined;
    for (const { obligation, parcel } of round) {
      if (silent === undefined) {
        const one = await this.#attempt(obligation, parcel);
        brought.push(one);
        if (one.outcome.tried && one.outcome.state !== "delivered") silent = one;
      } else {
        brought.push(untried(obligation, parcel, "due", `not asked: ${silent.outcome.answer}`, silent.retrySeconds ?? SCHEDULE[0]!));
      }
    }
    return brought;
  }

  async #attempt(obligation: Obligation, parcel: DueParcel): Promise<Brought> {
    if (parcel.disabled) return untried(obligation, parcel, "failed", "the endpoint is switched off", null);
    if (isExhausted(obligation)) return untried(obligation, parcel, "failed", EXHAUSTED, null);
    try {
      return judged(obligation, parcel, await this.#post(parcel));
    } catch (error) {
      // Other errors may hold what was sealed.
      return notTaken(obligation, parcel, error instanceof HttpFailure ? error.message : "an unexpected error on our side");
    }
  }

  async #post({ body, endpointId, kind, messageId, sealed }: DueParcel): Promise<IncomingAnswer> {
    const { fetch, keyring } = this.#needs;
    const { address, secrets } = openDestination(keyring, endpointId, sealed);
    const request =
      kind === "slack"
        ? { body: slackBody(body), headers: { "content-type": "application/json" } }
        : standardRequest(messageId, body, secrets, new Date());
    const bounds = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_ANSWER_BYTES, fetch };
    return await exchange(address.reveal("post to it"), { method: "POST", ...request, ...bounds });
  }

  async #record(tx: Transaction, batch: TakenBatch, brought: readonly Brought[], moot: readonly Obligation[]): Promise<void> {
    const over = [...moot, ...brought.filter(({ retrySeconds }) => retrySeconds === null).map(({ obligation }) => obligation)];
    const later = brought.flatMap(({ obligation: { id }, outcome: { answer }, retrySeconds }) =>
      retrySeconds === null ? [] : [{ id, error: answer, retrySeconds }],
    );
    await batch.meet(
      tx,
      over.map(({ id }) => id),
    );
    await batch.fail(tx, later);
    const outcomes = brought.map(({ outcome }) => outcome);
    await recordOutcomes(tx, outcomes);
    const tried = outcomes.filter((outcome) => outcome.tried);
    const delivered = new Set(tried.filter(({ state }) => state === "delivered").map(({ endpointId }) => endpointId));
    const failing = new Set(tried.map(({ endpointId }) => endpointId).filter((id) => !delivered.has(id)));
    const hopeless = await recordHealth(tx, [...delivered], [...failing], HOPELESS_DAYS);
    const gone = brought.filter((one) => one.gone).map(({ outcome }) => outcome.endpointId);
    await switchOff(
      tx,
      new Map([
        ...hopeless.map((id) => [id, `nothing was taken for ${HOPELESS_DAYS} days`] as const),
        ...gone.map((id) => [id, "it answered 410 Gone"] as const),
      ]),
    );
  }
}

async function switchOff(tx: Transaction, reasons: ReadonlyMap<string, string>): Promise<void> {
  for (const [id, reason] of reasons) {
    if (!(await disableEndpoint(tx, id, reason))) continue;
    appendAudit(tx, [{ action: "endpoint.disabled", actor: "worker", incidentId: null, detail: { endpoint: id, reason } }]);
  }
}

function judged(obligation: Obligation, parcel: DueParcel, { headers, status }: IncomingAnswer): Brought {
  const answer = `it answered ${status}`;
  if (status >= 200 && status < 300) {
    const { endpointId, id } = parcel;
    return { obligation, outcome: { parcelId: id, endpointId, state: "delivered", tried: true, answer }, retrySeconds: null, gone: false };
  }
  if (status === 410) return { ...untried(obligation, parcel, "failed", answer, null), gone: true };
  return notTaken(obligation, parcel, answer, retryAfter(headers.get("retry-after"), MAX_WISH_SECONDS));
}

function notTaken(obligation: Obligation, parcel: DueParcel, answer: string, wish = 0): Brought {
  const pause = SCHEDULE[parcel.attempts];
  const { endpointId, id } = parcel;
  const outcome = { parcelId: id, endpointId, state: pause === undefined ? "failed" : "due", tried: true, answer } as const;
  return { obligation, outcome, retrySeconds: pause === undefined ? null : Math.max(jittered(pause), wish), gone: false };
}

function untried(
  obligation: Obligation,
  { endpointId, id }: DueParcel,
  state: "due" | "failed",
  answer: string,
  retrySeconds: number | null,
): Brought {
  return { obligation, outcome: { parcelId: id, endpointId, state, tried: false, answer }, retrySeconds, gone: false };
}

/** Up to a tenth more or less, so that what failed together does not come back together. */
function jittered(seconds: number): number {
  return seconds * (0.9 + Math.random() * 0.2);
}
