import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.{ts,tsx}"],
    globalSetup: ["test/helpers/global-setup.ts"],
    reporters: ["default", "./test/helpers/reporter.ts"],
    // Each file has its own database, so files may run beside each other; two suit the two cores of a small machine.
    pool: "forks",
    maxWorkers: 2,
    // A process for each file, which loads everything anew, took as long again as the unit tests. What files leave behind is ended by at-end.
    isolate: false,
    setupFiles: ["test/helpers/at-end.ts"],
    // Ends what hangs. A slow machine is no fault: what has to be quick says so itself.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
