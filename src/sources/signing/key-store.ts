import type { Clock } from "../../kernel/clock.ts";
import { AppError, messageOf } from "../../kernel/errors.ts";
import { singleFlight } from "../../kernel/flow/single-flight.ts";
import type { Logger } from "../../kernel/log.ts";
import type { KeyHealth } from "../source.ts";
import { fetchKeys, type KeyEndpoint, KeyEndpointError } from "./key-endpoint.ts";
import { type KeyMemory, readBack, written } from "./key-memory.ts";
import { adopt, judge, type KeyAlarm, KeyContradiction, type KeyLookup, type KnownKeys } from "./key-set.ts";

/** What someone else may count. */
export interface KeyStoreObserver {
  onFetch?(outcome: "fetched" | "not_modified" | "failed"): void;
  onAlarm?(alarm: KeyAlarm): void;
}

/** All in milliseconds. */
export interface KeyStoreTimings {
  /** Age from which the keys are confirmed before they are used. */
  readonly maxAge: number;
  /** Age from which keys that could not be confirmed are no longer used. */
  readonly ceiling: number;
  /**
   * For how long a list that lacked one identifier is believed to lack every other one that it does not hold. Then it is asked
   * for again: after this time at first, each time after twice as long, while identifiers stay unknown.
   */
  readonly missBelief: number;
  /** The longest of these waits. Also the wait between overdue confirmations that fail. */
  readonly missCooldown: number;
  /** How long a failed fetch is the answer for everyone who cannot do without one. */
  readonly failureCooldown: number;
  /**
   * How long a key that we saw retire stays good, so that deliveries which were on their way are not lost.
   * A thief of a retired key gains little: a report only revokes tokens whose possession it proves.
   */
  readonly overlap: number;
  /** For one fetch. */
  readonly fetchTimeout: number;
}

const MINUTE = 60_000;
const NONE: ReadonlySet<string> = new Set();

const DEFAULT_TIMINGS: KeyStoreTimings = {
  maxAge: 30 * MINUTE,
  ceiling: 24 * 60 * MINUTE,
  missBelief: 5_000,
  missCooldown: MINUTE,
  failureCooldown: 5_000,
  overlap: 60 * MINUTE,
  // A third of the 15 s in which GitHub wants its answer.
  fetchTimeout: 5_000,
};

export interface KeyStoreOptions {
  /** Whose keys these are, for messages and logs. */
  readonly owner: string;
  readonly endpoint: KeyEndpoint;
  readonly clock: Clock;
  readonly log: Logger;
  readonly observer?: KeyStoreObserver | undefined;
  /** Where the keys outlive this process, if anywhere. */
  readonly memory?: KeyMemory | undefined;
  /** What differs from `DEFAULT_TIMINGS`. */
  readonly timings?: Partial<KeyStoreTimings> | undefined;
}

interface Confirmed {
  readonly keys: KnownKeys;
  readonly etag: string | null;
  readonly at: number;
  /** Number of the fetch that brought or confirmed the keys: tells whether it began before or after a delivery came. */
  readonly fetch: number;
}

interface Failed {
  readonly at: number;
  readonly reason: string;
  readonly pause: number;
  /** Identifiers that a refused document lists with keys that cannot be used: that much can be said of them. */
  readonly unusable: ReadonlySet<string>;
}

/**
 * The public keys of ONE source, fetched when they are needed; a store that two sources share would let a key of one
 * vouch for the other. A fetch that fails never replaces good keys and never refuses a delivery: it is our trouble.
 */
export class KeyStore {
  readonly #options: KeyStoreOptions;
  readonly #timings: KeyStoreTimings;
  readonly #fetch: () => Promise<void>;
  readonly #recall: () => Promise<void>;
  #fetches = 0;
  #confirmed: Confirmed | null = null;
  /** The last fetch, if it failed. */
  #failed: Failed | null = null;
  /** When a fetch last left an identifier unknown. The identifiers are not remembered: anyone can make up more of them. */
  #missed: { readonly fetch: number; readonly at: number; readonly wait: number } | null = null;

  constructor(options: KeyStoreOptions) {
    this.#options = options;
    this.#timings = { ...DEFAULT_TIMINGS, ...options.timings };
    this.#fetch = singleFlight(async () => await this.#fetchNow());
    this.#recall = singleFlight(async () => await this.#recallNow());
  }

  /** @throws AppError `unavailable` when the keys that would decide cannot be had, or not yet */
  async find(id: string): Promise<KeyLookup> {
    const arrival = this.#fetches;
    let confirmed = await this.#confirmedKeys();
    // Only a fetch that began after the delivery came can say that its key does not exist: the key may be a moment old.
    while (!confirmed.keys.has(id) && confirmed.fetch <= arrival) {
      if (this.#within(this.#missed?.at ?? null, this.#timings.missBelief)) return { ok: false, reason: "unknown_key" };
      this.#assertMayAskAgain();
      await this.#refresh(this.#timings.failureCooldown);
      if (this.#failed?.unusable.has(id) === true) return { ok: false, reason: "unusable_key" };
      confirmed = this.#justConfirmed();
    }
    const known = confirmed.keys.get(id);
    if (confirmed.fetch > arrival) this.#note(confirmed, known === undefined ? "missed" : "found");
    return known === undefined ? { ok: false, reason: "unknown_key" } : judge(known, this.#now(), this.#timings.overlap);
  }

  /** Asks the endpoint now. A failure is told by the health. */
  async refresh(): Promise<KeyHealth> {
    await this.#recall();
    await this.#fetch();
    return this.health();
  }

  health(): KeyHealth {
    const confirmed = this.#confirmed;
    const failed = this.#failed;
    const keys = this.#isTrusted(confirmed) ? [...confirmed.keys.values()] : [];
    return {
      url: this.#options.endpoint.url,
      keys: keys.length,
      current: keys.filter(({ current, key }) => current && key !== null).length,
      ageSeconds: confirmed === null ? null : (this.#now() - confirmed.at) / 1000,
      lastSuccess: confirmed === null ? null : new Date(confirmed.at),
      lastFailure: failed === null ? null : { at: new Date(failed.at), reason: failed.reason },
      coolingDown: this.#isCoolingDown(this.#timings.failureCooldown),
    };
  }

  async #confirmedKeys(): Promise<Confirmed> {
    const { maxAge, missCooldown, failureCooldown } = this.#timings;
    await this.#recall();
    if (!this.#within(this.#confirmed?.at ?? null, maxAge)) {
      // Who has keys to go on with waits for a dead endpoint once a minute; who has none tries again every 5 s.
      await this.#refresh(this.#isTrusted(this.#confirmed) ? missCooldown : failureCooldown);
    }
    if (!this.#isTrusted(this.#confirmed)) throw this.#unavailable();
    return this.#confirmed;
  }

  /** Whoever comes while we hold back might be genuine: the limit is ours, and so no reason to refuse anybody. */
  #assertMayAskAgain(): void {
    if (this.#missed === null || !this.#within(this.#missed.at, this.#missed.wait)) return;
    const wait = this.#missed.at + this.#missed.wait - this.#now();
    throw new AppError(
      "unavailable",
      `The delivery names a key that ${this.#options.owner} did not list a moment ago; the list is not asked for again yet. Nothing was stored; send it again later.`,
      { retryAfter: Math.max(1, Math.ceil(wait / 1000)) },
    );
  }

  /** All that one fetch leaves unknown is one miss. */
  #note({ at, fetch }: Confirmed, outcome: "found" | "missed"): void {
    const before = this.#missed;
    if (before?.fetch === fetch) return;
    const { missBelief, missCooldown } = this.#timings;
    const again = before !== null && this.#within(before.at, 2 * missCooldown);
    this.#missed = outcome === "found" ? null : { fetch, at, wait: again ? Math.min(2 * before.wait, missCooldown) : missBelief };
  }

  #justConfirmed(): Confirmed {
    if (this.#confirmed === null || this.#failed !== null) throw this.#unavailable();
    return this.#confirmed;
  }

  async #refresh(cooldown: number): Promise<void> {
    if (!this.#isCoolingDown(cooldown)) await this.#fetch();
  }

  async #fetchNow(): Promise<void> {
    const { endpoint, log, observer, owner } = this.#options;
    this.#fetches += 1;
    try {
      const known = this.#confirmed;
      const fetched = await fetchKeys(endpoint, known?.etag ?? null, this.#timings.fetchTimeout);
      // Only keys that are still in use can be contradicted: a refused document is not refused for longer than the ceiling.
      const inUse: KnownKeys = this.#isTrusted(known) ? known.keys : new Map();
      const renewed = fetched === null ? known! : { etag: fetched.etag, keys: adopt(fetched.keys, inUse, this.#now()) };
      this.#confirmed = { keys: renewed.keys, etag: renewed.etag, at: this.#now(), fetch: this.#fetches };
      this.#failed = null;
      log.info({ owner, keys: renewed.keys.size, modified: fetched !== null }, "signing keys confirmed");
      observer?.onFetch?.(fetched === null ? "not_modified" : "fetched");
    } catch (error) {
      this.#noteFailure(error);
      return;
    }
    await this.#keep(this.#confirmed);
  }

  /** What an earlier process, or another one, confirmed; without it a key that retired before we began would never have been current. */
  async #recallNow(): Promise<void> {
    const { endpoint, log, memory, owner } = this.#options;
    if (this.#confirmed !== null) return;
    try {
      const kept = await memory?.recall();
      if (kept?.url !== endpoint.url) return;
      const at = this.#now() - kept.ageMs;
      this.#confirmed = { keys: readBack(kept, at, endpoint.curves), etag: kept.etag, at, fetch: 0 };
    } catch (error) {
      log.warn({ owner, reason: messageOf(error) }, "signing keys could not be recalled: they are asked for");
    }
  }

  async #keep({ at, etag, keys }: Confirmed): Promise<void> {
    const { endpoint, log, memory, owner } = this.#options;
    try {
      await memory?.keep({ url: endpoint.url, etag, ...written(keys, at) });
    } catch (error) {
      log.warn({ owner, reason: messageOf(error) }, "signing keys could not be kept: whoever begins later asks for them");
    }
  }

  #noteFailure(error: unknown): void {
    const { log, observer, owner } = this.#options;
    const reason = messageOf(error);
    const pause = error instanceof KeyEndpointError ? error.pause : 0;
    const unusable = error instanceof KeyContradiction ? error.unusable : NONE;
    this.#failed = { at: this.#now(), reason, pause, unusable };
    observer?.onFetch?.("failed");
    if (error instanceof KeyContradiction) {
      log.error({ owner, reason, alarm: error.alarm }, "signing keys refused: the last good ones stay in use until they are too old");
      observer?.onAlarm?.(error.alarm);
    } else {
      log.warn({ owner, reason }, "signing keys could not be fetched");
    }
  }

  #unavailable(): AppError {
    const { failureCooldown } = this.#timings;
    const failed = this.#failed;
    const wait = failed === null ? failureCooldown : failed.at + Math.max(failureCooldown, failed.pause) - this.#now();
    return new AppError(
      "unavailable",
      `The signing keys of ${this.#options.owner} cannot be fetched right now. Nothing was stored; send the delivery again later.`,
      { cause: failed?.reason, retryAfter: Math.max(1, Math.ceil(wait / 1000)) },
    );
  }

  #isTrusted(confirmed: Confirmed | null): confirmed is Confirmed {
    return confirmed !== null && this.#now() - confirmed.at < this.#timings.ceiling;
  }

  #isCoolingDown(cooldown: number): boolean {
    return this.#failed !== null && this.#within(this.#failed.at, Math.max(cooldown, this.#failed.pause));
  }

  /** Whether `at` is less than `span` ago. A clock that was set back makes it false: one fetch more, and no long wait. */
  #within(at: number | null, span: number): boolean {
    return at !== null && this.#now() >= at && this.#now() - at < span;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
