import { setTimeout as delay } from "node:timers/promises";

export interface UntilOptions {
  readonly withinMs?: number;
  readonly everyMs?: number;
}

const NOT_YET = new Set<unknown>([false, null, undefined, 0, ""]);

/**
 * Waits until `check` gives something truthy, and returns it. A check that throws counts as not yet.
 * @throws when the time is up, naming `what` and the last thing that was seen
 */
export async function until<T>(
  what: string,
  check: () => T | Promise<T>,
  { withinMs = 30_000, everyMs = 20 }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const deadline = Date.now() + withinMs;
  for (let last: unknown; ; await delay(everyMs)) {
    try {
      const value = await check();
      if (!NOT_YET.has(value)) return value as NonNullable<T>;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}; last seen: ${seen(last)}`, { cause: last });
  }
}

function seen(value: unknown): string {
  return value instanceof Error ? value.message : (JSON.stringify(value) ?? String(value));
}
