import { setTimeout as delay } from "node:timers/promises";
import {
  BrokenCircuitError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IPolicy,
  wrap,
} from "cockatiel";
import { Allowance, type Rate } from "./allowance.ts";
import { IssuerTrouble, troubleOf } from "./trouble.ts";

export interface PaceOptions {
  /** Calls at once, of this process. */
  readonly concurrency: number;
  readonly rate: Rate | null;
  /** Faults in a row after which it is left alone for a while. */
  readonly faults?: number;
  /** How long it is left alone at first, in milliseconds; doubles up to a minute. */
  readonly restMs?: number;
}

/** What is told about calls to an issuer, to be counted. */
export interface PaceObserver {
  onCall(outcome: "ok" | IssuerTrouble["kind"], seconds: number): void;
  /** From now on it is called again, left alone, or tried once. */
  onCircuit(circuit: Circuit): void;
}

export type Circuit =
  | { readonly state: "closed" | "half_open" }
  | {
      readonly state: "open";
      /** How long it is left alone, in milliseconds. */
      readonly restMs: number;
    };

const MAX_REST_MS = 60_000;
/** Whoever has to wait longer for the rate comes again instead. */
const MAX_WAIT_SECONDS = 2;
const MAX_PAUSE_SECONDS = 3_600;

/** How an issuer is called: so many at once, so often, not while it asked for patience, and hardly at all while it is broken. */
export class Pace {
  readonly #policy: IPolicy;
  readonly #allowance: Allowance | null;
  readonly #observer: PaceObserver;
  #pausedUntil = 0;
  #restMs = 0;
  #restsUntil = 0;

  constructor({ concurrency, faults = 5, rate, restMs = 5_000 }: PaceOptions, observer: PaceObserver) {
    const breaker = circuitBreaker(
      handleWhen((error) => troubleOf(error).kind === "fault"),
      {
        halfOpenAfter: new DelegateBackoff<{ readonly attempt: number }>(({ attempt }) => this.#rest(restMs * 2 ** (attempt - 1))),
        breaker: new ConsecutiveBreaker(faults),
      },
    );
    breaker.onStateChange((state) => {
      if (state === CircuitState.Open) observer.onCircuit({ state: "open", restMs: this.#restMs });
      else observer.onCircuit({ state: state === CircuitState.HalfOpen ? "half_open" : "closed" });
    });
    this.#policy = wrap(bulkhead(concurrency, Number.POSITIVE_INFINITY), breaker);
    this.#allowance = rate === null ? null : new Allowance(rate);
    this.#observer = observer;
  }

  /** @throws IssuerTrouble */
  async run<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#policy.execute(() => this.#call(work));
    } catch (error) {
      if (!(error instanceof BrokenCircuitError)) throw error;
      throw new IssuerTrouble("not_now", "it failed several times in a row and is left alone for a while", secondsUntil(this.#restsUntil));
    }
  }

  #rest(wished: number): number {
    this.#restMs = Math.min(wished, MAX_REST_MS);
    this.#restsUntil = performance.now() + this.#restMs;
    return this.#restMs;
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    await this.#permit();
    const start = performance.now();
    let outcome: Parameters<PaceObserver["onCall"]>[0] = "ok";
    try {
      return await work();
    } catch (error) {
      const trouble = troubleOf(error);
      outcome = trouble.kind;
      if (trouble.kind === "not_now") this.#pause(trouble.afterSeconds ?? 1);
      throw trouble;
    } finally {
      this.#observer.onCall(outcome, (performance.now() - start) / 1_000);
    }
  }

  async #permit(): Promise<void> {
    const pause = secondsUntil(this.#pausedUntil);
    if (pause > 0) throw new IssuerTrouble("not_now", "it asked us to wait", pause);
    const wait = this.#allowance?.take(MAX_WAIT_SECONDS) ?? 0;
    if (wait > MAX_WAIT_SECONDS) throw new IssuerTrouble("not_now", "it may not be called more often", wait);
    if (wait > 0) await delay(wait * 1_000);
  }

  #pause(seconds: number): void {
    this.#pausedUntil = performance.now() + Math.min(seconds, MAX_PAUSE_SECONDS) * 1_000;
  }
}

function secondsUntil(time: number): number {
  return Math.max(0, (time - performance.now()) / 1_000);
}
