import { clearTimeout, setTimeout } from "node:timers";
import { SmtpSession } from "./smtp-session.ts";
import type { SmtpRelay } from "./smtp-url.ts";

export interface SmtpPoolLimits {
  readonly connections: number;
  /** How long a connection is kept for the next mail. */
  readonly idleMs: number;
  /** Relays end connections that bring too many mails. */
  readonly mailsEach: number;
}

// As many connections as one process has mails under way; kept for less time than any relay would keep them (RFC 5321 section 4.5.3.2.7).
const LIMITS: SmtpPoolLimits = { connections: 20, idleMs: 10_000, mailsEach: 100 };

/** Connections to one relay: opened when they are needed, up to a bound, and kept a while for the next mails. */
export class SmtpPool {
  readonly #relay: SmtpRelay;
  readonly #limits: SmtpPoolLimits;
  readonly #idle = new Map<SmtpSession, NodeJS.Timeout>();
  readonly #lent = new Set<SmtpSession>();
  readonly #waiting: (() => void)[] = [];
  #closed = false;

  constructor(relay: SmtpRelay, limits: Partial<SmtpPoolLimits> = {}) {
    this.#relay = relay;
    this.#limits = { ...LIMITS, ...limits };
  }

  /**
   * A connection for one mail, to be given back when the relay took the mail, and dropped in every other case.
   * @param fresh none that brought mails before
   * @throws what opening a connection fails with, or that the pool is closed
   */
  async take(fresh = false): Promise<SmtpSession> {
    for (;;) {
      if (this.#closed) throw new Error("we are shutting down");
      const kept = fresh ? undefined : this.#newest();
      if (kept !== undefined) {
        this.#forget(kept);
        this.#lent.add(kept);
        return kept;
      }
      if (this.#lent.size + this.#idle.size < this.#limits.connections) return await this.#open();
      const [oldest] = this.#idle.keys();
      if (oldest === undefined) await new Promise<void>((resolve) => this.#waiting.push(resolve));
      else this.#end(oldest);
    }
  }

  giveBack(session: SmtpSession): void {
    if (this.#closed || session.mails >= this.#limits.mailsEach) {
      this.retire(session);
      return;
    }
    const timer = setTimeout(() => this.#end(session), this.#limits.idleMs);
    this.#idle.set(session, timer);
    this.#lent.delete(session);
    this.#waiting.shift()?.();
  }

  /** It has done its work, and is not to be kept. */
  retire(session: SmtpSession): void {
    this.#lent.delete(session);
    session.quit();
    this.#waiting.shift()?.();
  }

  drop(session: SmtpSession, why: string): void {
    this.#lent.delete(session);
    session.abort(new Error(why));
    this.#waiting.shift()?.();
  }

  /** What is under way is broken off; nothing more is lent. */
  close(): void {
    this.#closed = true;
    for (const session of this.#idle.keys()) this.#end(session);
    for (const session of this.#lent) session.abort(new Error("we are shutting down"));
    for (const go of this.#waiting.splice(0)) go();
  }

  async #open(): Promise<SmtpSession> {
    const session = new SmtpSession(this.#relay);
    this.#lent.add(session);
    try {
      await session.open();
      return session;
    } catch (error) {
      this.drop(session, "the connection could not be made");
      throw error;
    }
  }

  /** The one that was used last: the others may end, when there is less to do. */
  #newest(): SmtpSession | undefined {
    for (const session of this.#idle.keys()) if (session.hasEnded) this.#forget(session);
    return [...this.#idle.keys()].at(-1);
  }

  #end(session: SmtpSession): void {
    this.#forget(session);
    session.quit();
  }

  #forget(session: SmtpSession): void {
    clearTimeout(this.#idle.get(session));
    this.#idle.delete(session);
  }
}
