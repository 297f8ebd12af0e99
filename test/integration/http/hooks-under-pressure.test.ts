import { once } from "node:events";
import { connect } from "node:net";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { onServer } from "../../helpers/database-server.ts";
import { record, startGithub } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";
import { SlowPost } from "./sockets.ts";

const MIB = 2 ** 20;
const TWENTY = Buffer.alloc(20 * MIB, " ");

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { MAX_INFLIGHT_MIB: "32" } });
});

/** A correctly signed delivery of this size, of which only the padding is large. */
function padded(bytes: number): Buffer {
  return Buffer.concat([Buffer.alloc(bytes - 2, " "), Buffer.from("[]")]);
}

describe("a body over 32 MiB is answered 413", () => {
  test("by its declared length, before a byte of it is read", async () => {
    const before = await app.stored();
    const slow = new SlowPost(app.hook, { "Content-Length": 32 * MIB + 1 });
    slow.request.flushHeaders();
    const { body, status } = await slow.answer;
    slow.hangUp();
    expect([status, JSON.parse(body)]).toMatchObject([413, { code: "body_too_large" }]);
    expect(await app.stored()).toEqual(before);
  });

  test("by its bytes when no length is declared", async () => {
    const roomy = await startApp({ database: app.database, github: app.github });
    const slow = new SlowPost(roomy.hook);
    for (let sent = 0; sent < 33 * MIB; sent += TWENTY.length) slow.request.write(TWENTY);
    slow.request.end();
    const { body, status } = await slow.answer;
    expect([status, JSON.parse(body)]).toMatchObject([413, { code: "body_too_large" }]);
    await roomy.stop();
  });

  test("and one of exactly 32 MiB is not", async () => {
    expect((await app.github.send(app.hook, padded(32 * MIB))).status).toBe(200);
  });
});

describe("when too many body bytes are in flight", () => {
  test("deliveries are answered 503 with Retry-After until those that fill the room are gone", async () => {
    // 20 of 32 MiB, and the body never ends.
    const slow = new SlowPost(app.hook);
    await slow.write(TWENTY);
    const large = padded(16 * MIB);
    const answer = await until("the room is used up", async () => {
      const sent = await app.github.send(app.hook, large);
      return sent.status === 503 ? sent : null;
    });
    expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d*$/u);
    expect(JSON.parse(answer.body)).toMatchObject({ code: "overloaded" });
    expect((await app.get("/healthz")).status).toBe(200);

    slow.hangUp();
    await until("all of the room is free again", async () => (await app.github.send(app.hook, padded(32 * MIB))).status === 200);
  });

  test("every way to be refused gives its room back", async () => {
    for (const [end, status] of Object.entries({ "an unsigned body": 401, "no JSON": 400, "too many bytes": 413, "no end": null })) {
      const slow = new SlowPost(app.hook, status === 400 ? app.github.sign(TWENTY) : {});
      await slow.write(TWENTY);
      if (status === null) slow.hangUp();
      else {
        if (status === 413) slow.request.write(TWENTY);
        slow.request.end();
        expect([end, (await slow.answer).status]).toEqual([end, status]);
      }
      await until(`the room is free after ${end}`, async () => (await app.github.send(app.hook, padded(32 * MIB))).status === 200);
    }
  });

  test("a client that hangs up is no error of ours", async () => {
    const slow = new SlowPost(app.hook);
    await slow.write(Buffer.from("[{"));
    const seen = app.logs.length;
    slow.hangUp();
    await until("the broken request was logged", () => app.logs.slice(seen).some((line) => line.includes('"complete":false')));
    expect(app.logs.filter((line) => line.includes('"level":50'))).toEqual([]);
  });
});

test("five hundred clients that never come to the end of their headers hold up no delivery", async () => {
  const { hostname, port } = new URL(app.hook);
  const slow = Array.from({ length: 500 }, () => connect(Number(port), hostname));
  try {
    await Promise.all(slow.map((socket) => once(socket, "connect")));
    for (const socket of slow) socket.on("error", () => undefined).write("POST /hooks/github-partner HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    const { token } = await app.mint();
    const answer = await app.github.send(app.hook, [record(token)]);
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, [{ label: "true_positive" }]]);
  } finally {
    for (const socket of slow) socket.destroy();
  }
});

describe("when the keys cannot be had", () => {
  test.each(["down", "error", "rateLimited", "garbage", "empty", "redirect", "huge"] as const)(
    "because the endpoint is %s, a delivery is answered 503 with Retry-After and nothing is stored",
    async (fault) => {
      const github = await startGithub();
      github.break(fault);
      const blind = await startApp({ database: app.database, github });
      const before = await app.stored();
      const answer = await github.send(blind.hook, [record("tokenward-x")]);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([503, { code: "unavailable" }]);
      expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d*$/u);
      expect(await app.stored()).toEqual(before);
      await blind.stop();
    },
  );
});

describe("when the database is away", () => {
  const run = (sql: string): Promise<void> => onServer(inject("serverUrl"), sql);
  const nameOf = (): string => new URL(app.database.url.reveal("test")).pathname.slice(1);

  async function takeAway(): Promise<void> {
    const name = nameOf();
    await run(`alter database ${name} allow_connections false`);
    await run(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '${name}' and backend_type = 'client backend'`);
    await run(`alter database ${name} rename to ${name}_away`);
  }

  async function bringBack(): Promise<void> {
    const name = nameOf();
    await run(`alter database ${name}_away rename to ${name}`);
    await run(`alter database ${name} allow_connections true`);
  }

  test("a delivery is answered 503, readiness names the part, and afterwards the same delivery is accepted", async () => {
    const { id, token } = await app.mint();
    const records = [record(token)];
    const before = await app.stored();
    expect((await app.get("/readyz")).status).toBe(200);
    await takeAway();
    try {
      const answer = await app.github.send(app.hook, records);
      expect([answer.status, JSON.parse(answer.body)]).toMatchObject([503, { code: "unavailable" }]);
      expect(answer.headers["retry-after"]).toMatch(/^[1-9]\d*$/u);
      const ready = await app.get("/readyz");
      expect([ready.status, ready.body]).toEqual([
        503,
        { status: "not ready", checks: { database: "failed", migrations: "failed", queue: "failed" } },
      ]);
      expect((await app.get("/healthz")).status).toBe(200);
      expect((await app.get("/api/incidents")).status).toBe(503);
      expect((await app.call("GET", "/api/incidents", {}, "not-the-admin-token")).status).toBe(503);
      // Without a good signature it is still refused as such: that needs no database.
      expect((await app.call("POST", "/hooks/github-partner", { body: "[]" })).status).toBe(401);
    } finally {
      await bringBack();
    }
    await until("the service is ready again", async () => (await app.get("/readyz")).status === 200);
    expect(await app.stored()).toEqual(before);
    const again = await app.github.send(app.hook, records);
    expect([again.status, JSON.parse(again.body)]).toMatchObject([200, [{ label: "true_positive" }]]);
    expect((await app.get(`/api/incidents?q=token:${id}`)).body["incidents"]!).toHaveLength(1);
    expect(app.logs.join("")).not.toContain(token.slice(-40));
  });
});
