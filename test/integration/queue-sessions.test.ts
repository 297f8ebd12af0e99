import { expect, test } from "vitest";
import { keepsSessions } from "../../src/db/queue-sessions.sql.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { testDatabase } from "../helpers/database.ts";
import { startFaultProxy } from "../helpers/fault-proxy.ts";
import { freePort } from "../helpers/port.ts";

const { url } = await testDatabase();

test("PostgreSQL itself keeps sessions", async () => {
  expect(await keepsSessions(url)).toBe(true);
});

test("where nothing listens, nobody knows", async () => {
  expect(await keepsSessions(new Secret(`postgresql://nobody@127.0.0.1:${await freePort()}/none`))).toBeNull();
});

test("a server that takes the question and never answers holds up no start", { timeout: 20_000 }, async () => {
  const proxy = await startFaultProxy(url.reveal("stand before it"));
  proxy.onMessage = (text) => (text.includes("pg_backend_pid") ? "hold" : "pass");
  expect(await keepsSessions(new Secret(proxy.url))).toBeNull();
});
