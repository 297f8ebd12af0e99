import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { temporaryFolder } from "../helpers/folder.ts";
import { freePort } from "../helpers/port.ts";
import { startService } from "../helpers/process.ts";
import { until } from "../helpers/until.ts";

// The usual port is taken, by us or by somebody else.
const squatter = createServer().unref();
await once(squatter.listen(3000, "127.0.0.1"), "listening").catch(() => undefined);
afterAll(() => squatter.close());

test("the demo plays the main job on a port that is free, touches nothing real, and says that it has stopped", async () => {
  const nobody = `127.0.0.1:${await freePort()}`;
  const DATA_DIR = await temporaryFolder();
  const real = { DATABASE_URL: `postgres://${nobody}/real`, REDIS_URL: `redis://${nobody}`, SMTP_URL: `smtp://${nobody}` };
  const demo = startService(["demo", "--once"], { DATA_DIR, ...real, TOKENWARD_SECRET: "of the real database" });
  const { code } = await demo.exited;
  expect([code, demo.stderr()]).toEqual([
    0,
    "The demo ignores DATABASE_URL, REDIS_URL, SMTP_URL, TOKENWARD_SECRET: it uses its own database and mails nobody.\n",
  ]);
  expect(demo.stdout()).toMatch(/revoked +the token is dead/u);
  expect(demo.stdout()).toContain("The service stops now.");
  expect(demo.stdout()).not.toContain("Admin API");
  expect(demo.stdout()).not.toContain("127.0.0.1:3000");
  expect((await readdir(join(DATA_DIR, "mail"))).filter((name) => name.endsWith(".eml"))).toHaveLength(1);
});

test("a demo that nobody reads any more stops with its database", async () => {
  const DATA_DIR = await temporaryFolder();
  const demo = startService(["demo"], { DATA_DIR, PORT: "0" });
  await demo.line(/the main job/u);
  expect(existsSync(join(DATA_DIR, "postgres", "postmaster.pid"))).toBe(true);
  demo.closeOutput();
  expect((await demo.exited).code).toBe(0);
  await until("the database has stopped", () => !existsSync(join(DATA_DIR, "postgres", "postmaster.pid")));
});

test("a demo that cannot start ends, and says why", async () => {
  const demo = startService(["demo", "--once"], { DATA_DIR: await temporaryFolder(), PORT: "x" });
  expect([(await demo.exited).code, demo.stderr()]).toEqual([3, expect.stringContaining('PORT is "x"')]);
});
