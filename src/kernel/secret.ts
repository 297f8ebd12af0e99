import { inspect } from "node:util";

/** What every printer sees in place of a secret. */
export const REDACTED = "[redacted]";

/**
 * A value that no printer can show: template strings, JSON, `util.inspect` and loggers all get `[redacted]`.
 * `reveal` is the only way out, and its reason makes every use easy to find and to review.
 */
export class Secret<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(_reason: string): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
