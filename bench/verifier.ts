import { setTimeout as delay } from "node:timers/promises";
import { RevocationCache } from "../docs/examples/verifier-cache.ts";
import { schedule, sign } from "./load.ts";
import { ADMIN_TOKEN, type Stage } from "./stage.ts";
import { percentile, type Row } from "./table.ts";

const PER_SECOND = 20;
const ALERTS = 200;

/** From the moment an alert was due to be sent until a verifier that follows the feed denies the token. */
export async function benchVerifier(stage: Stage): Promise<Row[]> {
  const cache = new RevocationCache(new URL(stage.hook).origin, ADMIN_TOKEN);
  await cache.ready();
  const minted = await stage.mint(ALERTS);
  const deniedAt = new Map<string, number>();
  let watching = true;
  const watch = (async () => {
    while (watching && deniedAt.size < minted.length) {
      const now = performance.timeOrigin + performance.now();
      for (const { id } of minted) if (!deniedAt.has(id) && cache.isRevoked("builtin", id)) deniedAt.set(id, now);
      await delay(1);
    }
  })();
  const sent = await schedule(
    stage.hooks,
    minted.map(({ token }) => sign(stage.github, [token])),
    PER_SECOND,
  );
  await Promise.race([watch, delay(10_000)]);
  watching = false;
  cache.close();
  const latencies = minted.map(({ id }, index) => (deniedAt.get(id) ?? Number.POSITIVE_INFINITY) - sent[index]!.due);
  return [
    { what: `sent → denied by a verifier that follows the feed, p50 at ${PER_SECOND}/s`, value: percentile(latencies, 50), unit: "ms" },
    { what: `sent → denied by a verifier that follows the feed, p99 at ${PER_SECOND}/s`, value: percentile(latencies, 99), unit: "ms" },
  ];
}
