import { expect, it } from "vitest";
import { Watchdog } from "../../../src/jobs/watchdog.ts";
import type { Workers } from "../../../src/jobs/workers.ts";
import { createLogger } from "../../../src/kernel/log.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { testDatabase } from "../../helpers/database.ts";

const CHECK_MS = 5_000;

/** Five minutes of a watchdog, with an obligation long due and a worker that never gets a job. */
async function fiveMinutes(idleMs: (sinceRestart: number) => number) {
  const { database: db } = await testDatabase();
  await db.query(
    "insert into obligations (id, kind, incident_id, due_at) values (gen_random_uuid(), 'revoke', gen_random_uuid(), now() - interval '1 hour')",
  );
  const seen = { restarts: 0, stuck: 0 };
  let since = 60_000;
  const restart = async (): Promise<void> => {
    seen.restarts += 1;
    since = 0;
    await Promise.resolve();
  };
  const workers = { idleMs: () => idleMs(since), restart } as unknown as Workers;
  const onStuck = (): void => void (seen.stuck += 1);
  const watchdog = new Watchdog({ db, metrics: createMetrics(), log: createLogger("silent"), workers, onStuck });
  for (let ms = 0; ms < 300_000 && seen.stuck === 0; ms += CHECK_MS, since += CHECK_MS) await watchdog.check();
  return seen;
}

it("a worker that gets no jobs is replaced once; when the fresh one gets none either, the process gives up", async () => {
  expect(await fiveMinutes((since) => since)).toEqual({ restarts: 1, stuck: 1 });
});

it("a worker that is busy is left alone, however long its job takes", async () => {
  expect(await fiveMinutes(() => 0)).toEqual({ restarts: 0, stuck: 0 });
});
