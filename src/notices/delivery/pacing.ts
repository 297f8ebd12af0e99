const BURST = 20;
const MINUTE = 60;

/**
 * How fast mails go to one domain, of this process: evenly after a short burst, and not at all for a while after it said that
 * it has enough. What has to wait waits in the database, not here.
 */
export class DomainPacing {
  readonly #spacing: number;
  readonly #now: () => number;
  /** When the next mail would be due if they went evenly, by domain; in seconds. */
  readonly #next = new Map<string, number>();

  /** @param now in milliseconds, never going back */
  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.#spacing = MINUTE / perMinute;
    this.#now = now;
  }

  /** Takes a turn; answers the seconds to wait before trying again when there is none, and takes nothing then. */
  take(address: string): number {
    const now = this.#now() / 1_000;
    if (this.#next.size > MAX_DOMAINS) this.#forget(now);
    const domain = domainOf(address);
    const next = Math.max(this.#next.get(domain) ?? 0, now);
    const wait = next - now - BURST * this.#spacing;
    if (wait > 0) return wait;
    this.#next.set(domain, next + this.#spacing);
    return 0;
  }

  /** Nothing for this domain for so many seconds. */
  pause(address: string, seconds: number): void {
    this.#next.set(domainOf(address), this.#now() / 1_000 + seconds + BURST * this.#spacing);
  }

  #forget(now: number): void {
    for (const [domain, next] of this.#next) if (next <= now) this.#next.delete(domain);
  }
}

const MAX_DOMAINS = 10_000;

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}
