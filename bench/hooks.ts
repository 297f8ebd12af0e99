import { randomUUID } from "node:crypto";
import { FakeGithubApp } from "../src/simulate/vendors/github-app.ts";
import type { Outgoing } from "../src/simulate/vendors/vendor.ts";
import { type Signed, schedule } from "./load.ts";
import { memoryOf, setStage } from "./stage.ts";
import { percentile, type Row } from "./table.ts";

const PER_SECOND = 200;
const SECONDS = 20;
const REPOSITORY = { id: 186_853_002, full_name: "octo/engine" };

/**
 * Webhooks of GitHub to an App, pushes and alerts in turn, each followed up by REST meanwhile: how long GitHub waits for the answer.
 * It gives up after 10 s.
 */
export async function benchHooks(): Promise<Row[]> {
  const far = await FakeGithubApp.start(["bench-secret"]);
  const patch = "@@ -0,0 +1 @@\n+nothing of ours\n";
  far.contents = async () => await Promise.resolve({ body: { files: [{ filename: "a.ts", status: "modified", changes: 1, patch }] } });
  const stage = await setStage(far.env);
  try {
    const url = stage.hook.replace(/[^/]+$/u, "github");
    const warm = Array.from({ length: PER_SECOND * 5 }, () => signed(pushed(far)));
    await schedule([url], warm, PER_SECOND);
    const minted = await stage.mint((PER_SECOND * SECONDS) / 2);
    const alerts = minted.map(({ token }) => far.alertHook(far.raise(token)));
    const deliveries = alerts.flatMap((alert) => [signed(alert), signed(pushed(far))]);
    const times = (await schedule([url], deliveries, PER_SECOND)).map(({ answered, due }) => answered - due);
    const [dead] = await stage.db.query<{ count: number }>("select count(*)::int from tokens where revoked_at is not null");
    const { now, peak } = await memoryOf(stage.pid);
    const load = `/hooks/github at ${PER_SECOND} deliveries/s for ${SECONDS} s`;
    return [
      { what: `${load}: answered after, p50`, value: percentile(times, 50), unit: "ms" },
      { what: `${load}: answered after, p99`, value: percentile(times, 99), unit: "ms" },
      { what: `${load}: answered after, at most`, value: Math.max(...times), unit: "ms", aim: "≤ 10,000 ms" },
      { what: `${load}: of ${minted.length} alerts, tokens dead when the load ends`, value: dead!.count, unit: "tokens" },
      { what: `${load}: memory of the Node process then`, value: now, unit: "MB" },
      { what: `${load}: memory of the Node process, highest`, value: peak, unit: "MB" },
    ];
  } finally {
    await stage.close();
    await far.stop();
  }
}

function pushed(far: FakeGithubApp): Outgoing {
  const [before, after] = [commit(), commit()];
  const commits = [{ id: after }];
  return far.hook("push", {
    ref: "refs/heads/main",
    before,
    after,
    commits,
    repository: REPOSITORY,
    installation: { id: far.installation },
  });
}

function commit(): string {
  return `${randomUUID()}${randomUUID()}`.replaceAll("-", "").slice(0, 40);
}

function signed({ body, headers }: Outgoing): Signed {
  return { body, headers: headers as Readonly<Record<string, string>> };
}
