import { connect, createServer, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { Database } from "../../src/db/database.ts";
import { createQueuePool } from "../../src/db/queue-pool.ts";
import { AppError } from "../../src/kernel/errors.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { Secret } from "../../src/kernel/secret.ts";
import { testDatabase } from "../helpers/database.ts";
import { freePort } from "../helpers/port.ts";
import { until } from "../helpers/until.ts";

const { database, url } = await testDatabase();
const log = createLogger("silent");
const unavailable = expect.objectContaining({ code: "unavailable", retryAfter: 5 });

await database.query("create table pairs (id int primary key, n int not null check (n < 1000))");
await database.query("insert into pairs values (1, 0), (2, 0)");

async function valuesOf(): Promise<number[]> {
  return (await database.query<{ n: number }>("select n from pairs order by id")).map(({ n }) => n);
}

async function endBackend(pid: number): Promise<void> {
  await database.query("select pg_terminate_backend($1)", [pid]);
  await until("the server has let go of it", async () => {
    return (await database.query("select 1 from pg_stat_activity where pid = $1", [pid])).length === 0;
  });
}

async function backendOf(db: { query: Database["query"] }): Promise<number> {
  return (await db.query<{ pid: number }>("select pg_backend_pid() as pid"))[0]?.pid ?? 0;
}

describe("a transaction", () => {
  test("that is the victim of a deadlock is run again", async () => {
    let bothHold = 0;
    let runs = 0;
    const addOneTo = async (first: number, second: number): Promise<void> =>
      await database.transaction(async (tx) => {
        runs += 1;
        await tx.query("update pairs set n = n + 1 where id = $1", [first]);
        bothHold += 1;
        await until("both hold their first row, or one runs again", () => bothHold >= 2);
        await tx.query("update pairs set n = n + 1 where id = $1", [second]);
      });
    const before = await valuesOf();
    await Promise.all([addOneTo(1, 2), addOneTo(2, 1)]);
    expect(await valuesOf()).toEqual(before.map((n) => n + 2));
    expect(runs).toBe(3);
  });

  test("is undone as a whole when its work throws, and the error is passed on", async () => {
    const before = await valuesOf();
    const failing = database.transaction(async (tx) => {
      await tx.query("update pairs set n = n + 1");
      throw new AppError("conflict", "not now");
    });
    await expect(failing).rejects.toMatchObject({ code: "conflict", message: "not now" });
    expect(await valuesOf()).toEqual(before);
  });

  test("in which a failed statement was ignored does not look committed", async () => {
    const ignoring = database.transaction(async (tx) => {
      await tx.query("update pairs set n = n + 1");
      await tx.query("select 1 / 0").catch(() => undefined);
    });
    await expect(ignoring).rejects.toMatchObject({ code: "internal" });
  });

  test("whose connection dies between two statements is unavailable, and the process lives on", async () => {
    const cut = database.transaction(async (tx) => {
      await endBackend(await backendOf(tx));
      await tx.query("select 1");
    });
    await expect(cut).rejects.toEqual(unavailable);
    expect(await database.query("select 1 as n")).toEqual([{ n: 1 }]);
  });

  test("tries a deadlock three times, then says unavailable", async () => {
    let runs = 0;
    const failing = database.transaction(async (tx) => {
      runs += 1;
      await tx.query("do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$");
    });
    await expect(failing).rejects.toEqual(unavailable);
    expect(runs).toBe(3);
  });
});

test("the process outlives a connection of the queue that dies between two statements", async () => {
  const pool = createQueuePool(url, 2);
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  await client.query("begin");
  await endBackend(rows[0]!.pid);
  await expect(client.query("select 1")).rejects.toThrow(/terminat|not queryable/u);
  client.release(true);
  await pool.end();
});

describe("a pool that prepares", () => {
  const prepared = "select count(*)::int as n from pg_prepared_statements where $1";

  test("prepares a statement once for a connection, also in a transaction, however often it is sent", async () => {
    const db = new Database(url, log, { name: "test", max: 1, prepares: true });
    const ask = "select $1::int + 1 as n";
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => db.query<{ n: number }>(ask, [n])));
    expect(answers.flat().map(({ n }) => n)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    await db.transaction(async (tx) => {
      tx.send(ask, [1]);
      expect(await tx.query(ask, [2])).toEqual([{ n: 3 }]);
    });
    expect(await db.query(prepared, [true])).toEqual([{ n: 2 }]);
    await db.close();
  });

  test("plans each anew: what was planned for an empty table is not kept for a full one", async () => {
    const db = new Database(url, log, { name: "test", max: 1, prepares: true });
    for (let n = 0; n < 20; n += 1) await db.query("select n from pairs where id = $1", [n]);
    const plans = "select generic_plans::int as kept, custom_plans::int as anew from pg_prepared_statements where statement ~ $1";
    expect(await db.query(plans, ["from pairs where id"])).toEqual([{ kept: 0, anew: 20 }]);
    await db.close();
  });

  test("goes on after a statement that cannot be prepared, or fails", async () => {
    const db = new Database(url, log, { name: "test", max: 1, prepares: true });
    for (let tries = 0; tries < 2; tries += 1) {
      await expect(db.query("select nonsense from $1", [1])).rejects.toThrow();
      await expect(db.query("select 1 / $1::int", [0])).rejects.toThrow();
    }
    expect(await db.query("select 1 / $1::int as n", [1])).toEqual([{ n: 1 }]);
    await db.close();
  });

  test("keeps 200 statements at most, whatever it is asked", async () => {
    const db = new Database(url, log, { name: "test", max: 1, prepares: true });
    for (let n = 0; n < 250; n += 1) expect(await db.query(`select $1::int + ${n} as n`, [1])).toEqual([{ n: n + 1 }]);
    expect(await db.query(prepared, [true])).toEqual([{ n: 200 }]);
    await db.close();
  });

  test("one that does not prepare leaves nothing behind", async () => {
    const db = new Database(url, log, { name: "test", max: 1 });
    await db.query("select $1::int", [1]);
    expect(await db.query(prepared, [true])).toEqual([{ n: 0 }]);
    await db.close();
  });
});

// Beside each other: most of these wait for a time limit.
describe.concurrent("unavailable is what a caller gets when", () => {
  test("the server has no connection left, and what can be done about it", async () => {
    const full = await testDatabase();
    await full.database.query("do $$ begin execute format('alter database %I connection limit 0', current_database()); end $$");
    const refused = withServer(full.url.reveal("test"), 1);
    const message = expect.stringMatching(/no connection left: raise its max_connections/u);
    await expect(refused.query("select 1")).rejects.toEqual(expect.objectContaining({ code: "unavailable", message }));
    await refused.close();
  });

  test("nothing listens", async () => {
    const nowhere = withServer(`postgres://x@127.0.0.1:${await freePort()}/x`);
    await expect(nowhere.query("select 1")).rejects.toEqual(unavailable);
    await expect(nowhere.transaction(async () => undefined)).rejects.toEqual(unavailable);
    await nowhere.close();
  });

  test("something listens that never answers", { timeout: 15_000 }, async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await until("it listens", () => silent.listening);
    const address = silent.address();
    const mute = withServer(`postgres://x@127.0.0.1:${typeof address === "object" ? address?.port : 0}/x`);
    await expect(mute.query("select 1")).rejects.toEqual(unavailable);
    await mute.close();
    silent.close();
  });

  test("the network swallows everything, once connected", { timeout: 15_000 }, async () => {
    const through = new URL(url.reveal("test"));
    const port = Number(through.port);
    const wires: Socket[] = [];
    const proxy = createServer((client) => {
      const server = connect({ host: "127.0.0.1", port });
      wires.push(
        client.on("error", () => undefined),
        server.on("error", () => undefined),
      );
      client.pipe(server).pipe(client);
    }).listen(0, "127.0.0.1");
    await until("the proxy listens", () => proxy.listening);
    const address = proxy.address();
    through.port = String(typeof address === "object" ? address?.port : 0);
    const cut = new Database(new Secret(through.href), log, { name: "cut", max: 1, statementTimeoutMs: 100 });
    expect(await cut.query("select 1 as n")).toEqual([{ n: 1 }]);
    for (const wire of wires) wire.unpipe().pause();
    await expect(cut.query("select 1")).rejects.toEqual(unavailable);
    for (const wire of wires) wire.destroy();
    proxy.close();
    await cut.close();
  });

  test("every connection of the pool is in use", { timeout: 15_000 }, async () => {
    const narrow = withServer(url.reveal("test"), 1);
    await narrow.transaction(async () => {
      await expect(narrow.query("select 1")).rejects.toEqual(unavailable);
    });
    await narrow.close();
  });

  test("the server ends the session in the middle of a statement", async () => {
    const victim = withServer(url.reveal("test"), 1);
    const pid = await backendOf(victim);
    const running = victim.query("select pg_sleep(60)");
    const refused = expect(running).rejects.toEqual(unavailable);
    await until("the statement runs", async () => {
      return (await database.query("select 1 from pg_stat_activity where pid = $1 and state = 'active'", [pid])).length === 1;
    });
    await database.query("select pg_terminate_backend($1)", [pid]);
    await refused;
    expect(await victim.query("select 1 as n")).toEqual([{ n: 1 }]);
    await victim.close();
  });

  test("a statement runs into its time limit", async () => {
    const hasty = new Database(url, log, { name: "hasty", max: 1, statementTimeoutMs: 50 });
    await expect(hasty.query("select pg_sleep(60)")).rejects.toEqual(unavailable);
    await hasty.close();
  });

  test("the database takes no writes", async () => {
    const readOnly = database.transaction(async (tx) => {
      await tx.query("set transaction read only");
      await tx.query("update pairs set n = n");
    });
    await expect(readOnly).rejects.toEqual(unavailable);
  });

  test("the password is wrong, or the database is not there", async () => {
    const other = new URL(url.reveal("test"));
    other.pathname = "/no_such_database";
    const lost = withServer(other.href);
    await expect(lost.query("select 1")).rejects.toEqual(unavailable);
    await lost.close();
  });
});

describe("a mistake of ours is passed on as it is:", () => {
  test.each([
    ["a constraint violation", "insert into pairs values (1, 0)", "23505"],
    ["a check that fails", "update pairs set n = 1000", "23514"],
    ["wrong SQL", "selec 1", "42601"],
    ["a value PostgreSQL refuses", "select chr(0)", "54000"],
  ])("%s", async (_name, sql, code) => {
    await expect(database.query(sql)).rejects.toMatchObject({ code });
    await expect(database.transaction(async (tx) => await tx.query(sql))).rejects.toMatchObject({ code });
  });
});

test("an unavailable database names no server, user or password to the caller", async () => {
  const nowhere = withServer(`postgres://somebody:hunter2@127.0.0.1:${await freePort()}/x`);
  const error = await nowhere.query("select 1").catch((thrown: unknown) => thrown);
  expect(String(error)).toBe("AppError: the database cannot be reached");
  await nowhere.close();
});

function withServer(serverUrl: string, max = 2): Database {
  return new Database(new Secret(serverUrl), log, { name: "test", max });
}
