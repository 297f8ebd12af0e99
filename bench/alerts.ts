import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bulkInsertsPerSecond, emptyJobsPerSecond, verificationsPerSecond } from "./limits.ts";
import { drive, post, schedule, sign } from "./load.ts";
import { type Minted, memoryOf, type Stage } from "./stage.ts";
import { percentile, type Row } from "./table.ts";

const LANES = 32;

/** Deliveries per second that are answered after their commit, revocations and mails going on meanwhile. */
export async function benchAcceptance(stage: Stage): Promise<Row[]> {
  const single = (await stage.mint(4_000)).map(({ token }) => sign(stage.github, [token]));
  await drive(stage.hook, single.splice(0, 500), LANES);
  const acceptedAlone = single.length / (await drive(stage.hook, single, LANES));
  const minted = await stage.mint(20_000);
  const batches = Array.from({ length: 200 }, (_, n) =>
    sign(
      stage.github,
      minted.slice(n * 100, (n + 1) * 100).map(({ token }) => token),
    ),
  );
  const acceptedInBatches = minted.length / (await drive(stage.hook, batches, 8));
  await untilQuiet(stage);
  const plain = await plainHandler(stage);
  const again = (await stage.mint(3_000)).map(({ token }) => sign(stage.github, [token]));
  const plainAlone = again.length / (await drive(plain.url, again, LANES));
  const plainInBatches = 5_000 / (await drive(plain.url, batches.slice(0, 50), 8));
  plain.stop();
  const verifications = verificationsPerSecond();
  return [
    {
      what: "alerts accepted, 1 record a delivery",
      value: acceptedAlone,
      unit: "alerts/s",
      beside: { what: "plain Express handler, one INSERT per record", value: plainAlone },
    },
    {
      what: "alerts accepted, 1 record a delivery",
      value: acceptedAlone,
      unit: "alerts/s",
      beside: { what: "bare crypto.verify, one thread", value: verifications },
    },
    {
      what: "alerts accepted, 100 records a delivery",
      value: acceptedInBatches,
      unit: "alerts/s",
      beside: { what: "plain Express handler, one INSERT per record", value: plainInBatches },
    },
  ];
}

/** The same load as the scene, before it: a service that has just started compiles what it runs, and is several times slower. */
const WARM_UP_SECONDS = 10;

/** From the moment an alert was due to be sent until its token is dead, by the database's clock on the same machine. */
export async function benchLatency(stage: Stage, perSecond: number, seconds: number, aim: string): Promise<Row[]> {
  const warm = (await stage.mint(perSecond * WARM_UP_SECONDS)).map(({ token }) => sign(stage.github, [token]));
  await schedule(stage.hooks, warm, perSecond);
  await untilQuiet(stage);
  const minted = await stage.mint(perSecond * seconds);
  const sent = await schedule(
    stage.hooks,
    minted.map(({ token }) => sign(stage.github, [token])),
    perSecond,
  );
  const deadAt = await untilDead(stage, minted);
  const latencies = minted.map(({ id }, index) => deadAt.get(id)! - sent[index]!.due);
  return [
    { what: `sent → dead at ${perSecond} alerts/s, p50`, value: percentile(latencies, 50), unit: "ms" },
    { what: `sent → dead at ${perSecond} alerts/s, p99`, value: percentile(latencies, 99), unit: "ms", aim },
  ];
}

/** One large delivery: until the answer, and until the last token is dead. */
export async function benchBulk(stage: Stage, records: number, aims: { answered: string; dead: string }): Promise<Row[]> {
  await untilQuiet(stage);
  const minted = await stage.mint(records);
  const delivery = sign(
    stage.github,
    minted.map(({ token }) => token),
  );
  const began = performance.now();
  await post(stage.hook, delivery);
  const answered = (performance.now() - began) / 1_000;
  const answeredAt = performance.timeOrigin + performance.now();
  const deadAt = await untilDead(stage, minted);
  const dead = (Math.max(...deadAt.values()) - answeredAt) / 1_000;
  const bulk = await bulkInsertsPerSecond(stage.db, records);
  const count = records.toLocaleString("en-US");
  return [
    { what: `one delivery of ${count}: answered after`, value: answered, unit: "s", aim: aims.answered },
    { what: `one delivery of ${count}: all dead after the answer`, value: Math.max(0, dead), unit: "s", aim: aims.dead },
    {
      what: `one delivery of ${count}: accepted`,
      value: records / answered,
      unit: "tokens/s",
      beside: { what: "PostgreSQL's own bulk insert, one row each", value: bulk },
    },
  ];
}

/** What one job per alert would cost at least. */
export async function benchQueue(stage: Stage): Promise<Row[]> {
  await untilQuiet(stage);
  return [
    {
      what: "bare BullMQ no-op jobs on PostgreSQL, added one by one",
      value: await emptyJobsPerSecond(stage.databaseUrl, 3_000),
      unit: "jobs/s",
    },
  ];
}

export async function benchMemory(stage: Stage): Promise<Row[]> {
  const { now, peak } = await memoryOf(stage.pid);
  return [
    { what: "memory of the Node process after all of the above", value: now, unit: "MB", aim: "≤ 200 MB" },
    { what: "memory of the Node process, highest", value: peak, unit: "MB" },
  ];
}

/** When each token died: when the block of its revocation was sealed, the last statement before the commit. */
export async function untilDead(stage: Stage, minted: readonly Minted[]): Promise<Map<string, number>> {
  const ids = minted.map(({ id }) => id);
  for (;;) {
    // A cheap question while the load goes on; the dear one at its end.
    const open = await stage.db.query("select 1 from obligations where kind = 'revoke' limit 1");
    if (open.length > 0) {
      await delay(100);
      continue;
    }
    const rows = await stage.db.query<{ id: string; at: number }>(
      `select i.token_id as id, extract(epoch from b.at)::float8 * 1000 as at
       from incidents i
       join audit_events e on e.incident_id = i.id and e.action = 'incident.revoked'
       join audit_blocks b on b.id = e.block
       where i.issuer = 'builtin' and i.token_id = any($1::text[])`,
      [ids],
    );
    if (rows.length === ids.length) return new Map(rows.map(({ at, id }) => [id, at]));
    await delay(100);
  }
}

/** Until everything of the scene before is revoked; its mails are dropped, or 100,000 of them would be in the next scene's way. */
export async function untilQuiet(stage: Stage): Promise<void> {
  for (;;) {
    await stage.db.query("delete from obligations where kind = 'notify'");
    const [row] = await stage.db.query<{ open: number }>("select count(*)::int as open from obligations");
    if (row!.open === 0) return;
    await delay(200);
  }
}

async function plainHandler(stage: Stage): Promise<{ url: string; stop(): void }> {
  const script = fileURLToPath(new URL("plain-handler.ts", import.meta.url));
  const child: ChildProcess = spawn(
    process.execPath,
    ["--import", "tsx", script, stage.databaseUrl.reveal("bench"), stage.github.currentKey.publicPem],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [port] = (await once(child.stdout!, "data")) as [Buffer];
  return { url: `http://127.0.0.1:${port.toString().trim()}/`, stop: () => void child.kill() };
}
