import { afterAll } from "vitest";

declare global {
  // Only what is declared so belongs to globalThis.
  var endings: (() => unknown)[] | undefined;
}

// Files of one process share their modules, but this one, which begins anew with each: it is a set-up file.
const endings = (globalThis.endings ??= []);

/**
 * Ends something after the file's last test, what was begun last first. Unlike a hook, it may be asked for while a test runs: vitest never
 * calls a hook that is registered then.
 */
export function atEnd(end: () => unknown): void {
  endings.push(end);
}

// One that fails keeps no other from its end.
afterAll(async () => {
  const failures: unknown[] = [];
  for (const end of endings.splice(0).toReversed()) {
    try {
      await end();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join("; "));
}, 120_000);
