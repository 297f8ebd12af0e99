import { writeSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule } from "vitest/node";

interface Totals {
  passed: number;
  failed: number;
  skipped: number;
  /** How many tests were skipped for which reason. */
  readonly reasons: Map<string, number>;
}

/** Stands behind vitest's own reporter: says what was skipped and why, and ends the output with `N passed, N failed`. */
export default class TotalsReporter implements Reporter {
  #totals: Totals = { passed: 0, failed: 0, skipped: 0, reasons: new Map() };

  onInit(): void {
    // At the very end of the process: nothing else may follow the last line.
    process.once("exit", (code) => writeSync(1, `${describeTotals(this.#totals, code)}\n`));
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.#totals = { passed: 0, failed: unhandledErrors.length, skipped: 0, reasons: new Map() };
    for (const module of modules) {
      // A file that cannot be loaded, or a suite whose hook failed, holds tests that never ran.
      if (module.errors().length > 0) this.#totals.failed += 1;
      for (const suite of module.children.allSuites()) if (suite.errors().length > 0) this.#totals.failed += 1;
      for (const test of module.children.allTests()) this.#count(test);
    }
  }

  #count(test: TestCase): void {
    const result = test.result();
    if (result.state === "passed") this.#totals.passed += 1;
    else if (result.state === "failed") this.#totals.failed += 1;
    else {
      this.#totals.skipped += 1;
      const reason =
        (result.state === "skipped" ? result.note : undefined) ?? /\[skipped: ([^\]]+)\]/u.exec(test.fullName)?.[1] ?? "no reason given";
      this.#totals.reasons.set(reason, (this.#totals.reasons.get(reason) ?? 0) + 1);
    }
  }
}

function describeTotals({ passed, failed, skipped, reasons }: Totals, exitCode: number): string {
  const why = [...reasons].map(([reason, count]) => `skipped ${count}: ${reason}\n`).join("");
  // A run that failed before or after its tests (global set-up, a leak at the end) must not read as a success.
  const failures = failed === 0 && exitCode !== 0 ? 1 : failed;
  return `${why}${passed} passed, ${failures} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
