import { writeSync } from "node:fs";
import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule, TestSuite } from "vitest/node";

/** Stands behind vitest's own reporter: says what was skipped and why, and ends the output with `N passed, N failed`. */
export default class TotalsReporter implements Reporter {
  #passed = 0;
  #failed = 0;
  #ended = false;
  /** How many tests were skipped for which reason. */
  readonly #skipped = new Map<string, number>();

  onInit(): void {
    // At the very end of the process: nothing else may follow the last line.
    process.once("exit", (code) => writeSync(1, this.#totals(code)));
  }

  // Counted as they come: a run that is interrupted has no end to count at.
  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    if (result.state === "passed") this.#passed += 1;
    else if (result.state === "failed") this.#failed += 1;
    else {
      const note = result.state === "skipped" ? result.note : undefined;
      const reason = note ?? /\[skipped: ([^\]]+)\]/u.exec(test.fullName)?.[1] ?? "no reason given";
      this.#skipped.set(reason, (this.#skipped.get(reason) ?? 0) + 1);
    }
  }

  /** A suite whose hook failed holds tests that never ran. */
  onTestSuiteResult(suite: TestSuite): void {
    if (suite.errors().length > 0) this.#failed += 1;
  }

  /** And so does a file that cannot be loaded. */
  onTestModuleEnd(module: TestModule): void {
    if (module.errors().length > 0) this.#failed += 1;
  }

  onTestRunEnd(_modules: readonly TestModule[], unhandledErrors: readonly SerializedError[], reason: string): void {
    this.#failed += unhandledErrors.length;
    this.#ended = reason !== "interrupted";
  }

  #totals(exitCode: number): string {
    const why = [...this.#skipped].map(([reason, count]) => `skipped ${count}: ${reason}\n`).join("");
    const interrupted = this.#ended ? "" : "the run did not come to its end: what is missing is not counted\n";
    // A run that failed before or after its tests (global set-up, a leak at the end) must not read as a success.
    const failed = this.#failed === 0 && (exitCode !== 0 || !this.#ended) ? 1 : this.#failed;
    const skipped = [...this.#skipped.values()].reduce((sum, count) => sum + count, 0);
    return `${why}${interrupted}${this.#passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`;
  }
}
