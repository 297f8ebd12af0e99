import { expect, test } from "vitest";
import { testDatabase } from "../helpers/database.ts";
import { type FaultProxy, startFaultProxy } from "../helpers/fault-proxy.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { launchTokenward, record, startGithub, Tokenward } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";

// Everybody who begins with the queue looks first whether its tables are ours.
const BEGINNING = /min_client_version/u;

/** Resets every connection from when the first worker begins: what begins after the start itself has looked. */
function cutAtFirstWorker(proxy: FaultProxy): void {
  let beginnings = 0;
  proxy.onMessage = (text) => {
    if (BEGINNING.test(text)) beginnings += 1;
    if (beginnings < 2) return "pass";
    proxy.refuse = true;
    proxy.cut();
    return "hold";
  };
}

async function beginWithoutQueue() {
  const github = await startGithub();
  const { url } = await testDatabase();
  const proxy = await startFaultProxy(url.reveal("test"));
  cutAtFirstWorker(proxy);
  const env = { GITHUB_API_URL: github.apiUrl, DATA_DIR: await temporaryFolder(), NODE_ENV: "production" };
  const process = launchTokenward({ ...env, DATABASE_URL: url.reveal("test"), QUEUE_DATABASE_URL: proxy.url });
  const [, address] = await process.line(/"url":"(http:[^"]+)".*"message":"ready"/u, 60_000);
  await until("the queue is gone", () => proxy.refuse, { withinMs: 30_000 });
  return { github, proxy, service: new Tokenward(process, address!) };
}

test("workers that lose PostgreSQL while they begin leave the process its turn, and revoke as soon as it is back", async () => {
  const { github, proxy, service } = await beginWithoutQueue();
  const { id, token } = await service.mint();
  expect((await github.send(service.hook, [record(token)])).status).toBe(200);
  expect((await fetch(`${service.url}/healthz`, { signal: AbortSignal.timeout(10_000) })).status).toBe(200);
  proxy.onMessage = () => "pass";
  proxy.refuse = false;
  await until("it is revoked", async () => (await service.incidentOf(id))?.state === "revoked", { withinMs: 60_000 });
}, 180_000);

test("a process whose workers cannot begin ends when it is told to", async () => {
  const { service } = await beginWithoutQueue();
  expect(await service.process.kill("SIGTERM")).toMatchObject({ code: 0 });
}, 180_000);
