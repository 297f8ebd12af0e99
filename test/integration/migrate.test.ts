import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Database } from "../../src/db/database.ts";
import { applyMigrations, assertMigrated, assertNothingPending, pendingMigrations } from "../../src/db/migrate.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";

const log = createLogger("silent");
const FIRST = "create table a (id int primary key);\ninsert into a values (1);\n";
const SECOND = "create table b (id int primary key);\n";

let folder: string;
let empty: TestDatabase;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenward-migrations-"));
  empty = await testDatabase({ empty: true });
  await write("0001_first.sql", FIRST);
});

afterEach(async () => {
  await empty.close();
  await rm(folder, { recursive: true });
});

describe("migrating", () => {
  test("brings an empty database to what this version needs, and a second run changes nothing", async () => {
    expect(await pendingMigrations(empty.database)).not.toEqual([]);
    expect((await applyMigrations(empty.database, log))[0]).toBe("0001_schema");
    expect(await applyMigrations(empty.database, log)).toEqual([]);
    await assertMigrated(empty.database);
    expect(await empty.database.query("select count(*)::int as n from incidents")).toEqual([{ n: 0 }]);
  });

  test("applies files in the order of their numbers, and later ones later", async () => {
    await applyMigrations(empty.database, log, folder);
    await write("0010_tenth.sql", "alter table b rename to c;");
    await write("0002_second.sql", SECOND);
    expect((await pendingMigrations(empty.database, folder)).map(({ version }) => version)).toEqual([2, 10]);
    expect(await applyMigrations(empty.database, log, folder)).toEqual(["0002_second", "0010_tenth"]);
    expect(await empty.database.query("select version, name from schema_migrations order by version")).toEqual([
      { version: 1, name: "first" },
      { version: 2, name: "second" },
      { version: 10, name: "tenth" },
    ]);
  });

  test("by several processes at once applies each file once", async () => {
    await write("0002_second.sql", `select pg_sleep(0.2);\n${SECOND}`);
    const others = Array.from({ length: 3 }, () => new Database(empty.url, log, { name: "migrator", max: 1 }));
    const applied = await Promise.all(others.map(async (db) => await applyMigrations(db, log, folder)));
    expect(applied.flat().toSorted()).toEqual(["0001_first", "0002_second"]);
    await Promise.all(others.map(async (db) => await db.close()));
  });

  test("that fails leaves nothing of the file behind, and the ones before it in place", async () => {
    await write("0002_second.sql", `${SECOND}\nselect 1 / 0;`);
    await expect(applyMigrations(empty.database, log, folder)).rejects.toThrow(/division by zero/u);
    expect(await empty.database.query("select to_regclass('a') is not null as a, to_regclass('b') is not null as b")).toEqual([
      { a: true, b: false },
    ]);
    await write("0002_second.sql", SECOND);
    expect(await applyMigrations(empty.database, log, folder)).toEqual(["0002_second"]);
  });

  test("has all the time it needs, whatever the pool allows a statement", async () => {
    const hasty = new Database(empty.url, log, { name: "hasty", max: 1, statementTimeoutMs: 100 });
    await write("0002_second.sql", `select pg_sleep(0.3);\n${SECOND}`);
    expect(await applyMigrations(hasty, log, folder)).toHaveLength(2);
    await hasty.close();
  });
});

test("a service that runs is ready with what it needs and more, as in an upgrade, and not with less", async () => {
  await applyMigrations(empty.database, log, folder);
  await assertNothingPending(empty.database, folder);
  await write("0002_second.sql", SECOND);
  await expect(assertNothingPending(empty.database, folder)).rejects.toMatchObject({ code: "migrations_pending" });
  await applyMigrations(empty.database, log, folder);
  await rm(join(folder, "0002_second.sql"));
  await assertNothingPending(empty.database, folder);
});

describe("a start is refused, with what to do,", () => {
  test("when the database lacks migrations", async () => {
    await expect(assertMigrated(empty.database, folder)).rejects.toMatchObject({
      code: "migrations_pending",
      message: 'the database lacks 1 migration(s): 0001_first. Run "tokenward migrate"',
    });
  });

  test("when the database is newer than this version", async () => {
    await write("0002_second.sql", SECOND);
    await applyMigrations(empty.database, log, folder);
    await rm(join(folder, "0002_second.sql"));
    const tooNew = { code: "schema_too_new", message: expect.stringContaining("0002_second") };
    await expect(assertMigrated(empty.database, folder)).rejects.toMatchObject(tooNew);
    await expect(applyMigrations(empty.database, log, folder)).rejects.toMatchObject(tooNew);
  });

  test("when an applied file was changed; turned line ends are no change", async () => {
    await applyMigrations(empty.database, log, folder);
    await write("0001_first.sql", FIRST.replaceAll("\n", "\r\n"));
    await assertMigrated(empty.database, folder);
    await write("0001_first.sql", `${FIRST}-- a harmless remark\n`);
    await expect(assertMigrated(empty.database, folder)).rejects.toThrow(/0001_first\.sql was changed after it was applied/u);
    await expect(applyMigrations(empty.database, log, folder)).rejects.toThrow(/was changed/u);
  });

  test("when two files have one number", async () => {
    await write("0001_another.sql", SECOND);
    await expect(applyMigrations(empty.database, log, folder)).rejects.toThrow(/two migrations have the number 0001/u);
  });

  test("when the database takes no writes", async () => {
    const name = new URL(empty.url.reveal("test")).pathname.slice(1);
    await empty.database.query(`alter database ${name} set default_transaction_read_only = on`);
    const readOnly = new Database(empty.url, log, { name: "replica", max: 1 });
    await expect(applyMigrations(readOnly, log, folder)).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining("primary"),
    });
    await expect(assertMigrated(readOnly, folder)).rejects.toMatchObject({ code: "invalid_config" });
    await readOnly.close();
  });
});

test.each([
  ["too old a PostgreSQL", { version: 130_012, shown: "13.12", replica: false, readonly: false }, /13\.12 is too old: tokenward needs 14/u],
  [
    "a read-only replica",
    { version: 150_000, shown: "15.0", replica: true, readonly: true },
    /read-only replica: point it to the primary/u,
  ],
])("a start on %s is refused before anything else is asked of it", async (_name, server, message) => {
  const asked: string[] = [];
  const db = {
    query: async <Row extends object>(sql: string): Promise<Row[]> => {
      asked.push(sql);
      return await Promise.resolve([server as Row]);
    },
  };
  await expect(assertMigrated(db, folder)).rejects.toMatchObject({ code: "invalid_config", message: expect.stringMatching(message) });
  expect(asked).toHaveLength(1);
});

async function write(name: string, sql: string): Promise<void> {
  await writeFile(join(folder, name), sql);
}
