import { isIP } from "node:net";
import type { Queryable } from "../db/database.ts";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";
import type { Keyring } from "../kernel/keyring.ts";
import { spendAllowance } from "./rate-limit.sql.ts";

const HOUR = 3_600;

/**
 * A limit that holds across processes, by the database's clock: so much an hour for each key, all of it at once if need be,
 * and after that as fast as it comes back.
 */
export class RateLimit {
  readonly #db: Queryable;
  readonly #keyring: Keyring;
  readonly #name: string;
  readonly #perHour: number;

  constructor(db: Queryable, keyring: Keyring, name: string, perHour: number) {
    this.#db = db;
    this.#keyring = keyring;
    this.#name = name;
    this.#perHour = perHour;
  }

  /** @throws AppError `rate_limited` with the time to wait; then nothing was spent */
  async spend(key: string, cost = 1): Promise<void> {
    const fingerprint = this.#keyring.fingerprint("rate limit", this.#name, key);
    // What is more than the whole allowance may pass when that is full.
    const seconds = (Math.min(cost, this.#perHour) * HOUR) / this.#perHour;
    const wait = await spendAllowance(this.#db, fingerprint, seconds, HOUR);
    if (wait > 0) throw new AppError("rate_limited", ERROR_CODES.rate_limited, { retryAfter: Math.ceil(wait) });
  }
}

// Some proxies put the client's port into `X-Forwarded-For`: with it, every connection would have a limit of its own.
const WITH_PORT = /^(?:(?<v4>\d+(?:\.\d+){3}):\d+|\[(?<v6>[^\]]+)\](?::\d+)?)$/u;

/** What stands for whoever is at an address: an IPv6 network of 64 bits is one household, and so is all that is no address. */
export function addressKey(address: string): string {
  const { v4, v6 } = WITH_PORT.exec(address)?.groups ?? {};
  const plain = (v4 ?? v6 ?? address).replace(/^::ffff:(?=\d+\.)/iu, "");
  if (isIP(plain) !== 6) return isIP(plain) === 4 ? plain : "";
  const [head = "", tail] = plain.split("%")[0]!.split("::");
  const groups = head === "" ? [] : head.split(":");
  const missing = tail === undefined ? 0 : 8 - groups.length - (tail === "" ? 0 : tail.split(":").length);
  const all = [...groups, ...Array<string>(Math.max(0, missing)).fill("0"), ...(tail === undefined || tail === "" ? [] : tail.split(":"))];
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/u, "").toLowerCase())
    .join(":");
}
