import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { PACKAGE } from "../kernel/place/tree.ts";
import type { Database, Queryable } from "./database.ts";

/** One numbered SQL file. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
  readonly sql: string;
}

interface AppliedRow {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

const FOLDER = fileURLToPath(new URL("migrations/", PACKAGE));
const FILE = /^(\d{4})_(\w+)\.sql$/u;

/**
 * What the database still lacks, in order.
 * @throws AppError `schema_too_new` when it has what this version does not know; `internal` when an applied file was changed
 */
export async function pendingMigrations(db: Queryable, folder: string = FOLDER): Promise<Migration[]> {
  const known = await readMigrations(folder);
  const applied = new Map((await readApplied(db)).map((row) => [row.version, row]));
  for (const { version, name, checksum } of applied.values()) {
    const file = known.find((migration) => migration.version === version);
    if (file === undefined) throw tooNew(version, name, known.at(-1)?.version ?? 0);
    if (file.checksum !== checksum) throw changed(file);
  }
  return known.filter(({ version }) => !applied.has(version));
}

/** Applies what is pending, each file in a transaction of its own; a second process waits and finds nothing left to do. @returns their names */
export async function applyMigrations(db: Database, log: Logger, folder: string = FOLDER): Promise<string[]> {
  await assertUsable(db);
  const applied: string[] = [];
  for (;;) {
    const done = await db.transaction(async (tx) => {
      // A migration may take as long as it needs, and so may whoever waits for it.
      await tx.query("set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0");
      await tx.query("select pg_advisory_xact_lock(hashtext('tokenward.migrate'))");
      await tx.query(
        `create table if not exists schema_migrations (
           version int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`,
      );
      const next = (await pendingMigrations(tx, folder))[0];
      if (next === undefined) return null;
      await tx.query(next.sql);
      await tx.query("insert into schema_migrations (version, name, checksum) values ($1, $2, $3)", [
        next.version,
        next.name,
        next.checksum,
      ]);
      return next;
    });
    if (done === null) return applied;
    applied.push(labelOf(done));
    log.info({ version: done.version, name: done.name }, "migration applied");
  }
}

/** @throws AppError `migrations_pending` that names the command to run, or as `pendingMigrations` */
export async function assertMigrated(db: Queryable, folder: string = FOLDER): Promise<void> {
  await assertUsable(db);
  const pending = await pendingMigrations(db, folder);
  if (pending.length > 0) throw pendingError(pending);
}

/**
 * For a service that runs already: what it needs is there. That the database has more is an upgrade under way.
 * @throws AppError `migrations_pending`
 */
export async function assertNothingPending(db: Queryable, folder: string = FOLDER): Promise<void> {
  const applied = new Set((await readApplied(db)).map(({ version }) => version));
  const pending = (await readMigrations(folder)).filter(({ version }) => !applied.has(version));
  if (pending.length > 0) throw pendingError(pending);
}

const OLDEST_SERVER = 140_000;

async function assertUsable(db: Queryable): Promise<void> {
  const [server] = await db.query<{ version: number; shown: string; replica: boolean; readonly: boolean }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as shown,
       pg_is_in_recovery() as replica, current_setting('transaction_read_only')::bool as readonly`,
  );
  if (server === undefined) return;
  if (server.version < OLDEST_SERVER) {
    throw new AppError("invalid_config", `PostgreSQL ${server.shown} is too old: tokenward needs 14 or newer; point DATABASE_URL to one`);
  }
  if (server.replica || server.readonly) {
    const found = server.replica ? "a read-only replica" : "a database whose transactions are read-only by default";
    throw new AppError("invalid_config", `DATABASE_URL leads to ${found}: point it to the primary, with a role that may write`);
  }
}

async function readApplied(db: Queryable): Promise<AppliedRow[]> {
  const [table] = await db.query<{ exists: boolean }>("select to_regclass('schema_migrations') is not null as exists");
  if (table?.exists !== true) return [];
  return await db.query<AppliedRow>("select version, name, checksum from schema_migrations order by version");
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const migrations: Migration[] = [];
  for (const file of (await readdir(folder)).toSorted()) {
    const [, version, name] = FILE.exec(file) ?? [];
    if (version === undefined || name === undefined) continue;
    // A checkout may have turned the line ends; that is no change.
    const sql = (await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n");
    if (migrations.at(-1)?.version === Number(version))
      throw new AppError("internal", `two migrations have the number ${version} in ${folder}`);
    migrations.push({ version: Number(version), name, sql, checksum: createHash("sha256").update(sql).digest("hex") });
  }
  return migrations;
}

function pendingError(pending: readonly Migration[]): AppError {
  const names = pending.map(labelOf).join(", ");
  return new AppError("migrations_pending", `the database lacks ${pending.length} migration(s): ${names}. Run "tokenward migrate"`);
}

function tooNew(version: number, name: string, newest: number): AppError {
  return new AppError(
    "schema_too_new",
    `the database has migration ${numbered(version)}_${name}, and this version of tokenward knows none beyond ${numbered(newest)}: ` +
      "run the newer version, or restore the backup made before it",
  );
}

function changed({ version, name }: Migration): AppError {
  return new AppError(
    "internal",
    `migrations/${numbered(version)}_${name}.sql was changed after it was applied to this database: ` +
      "restore the file as it was, and put the change into a new migration",
  );
}

function labelOf({ name, version }: Migration): string {
  return `${numbered(version)}_${name}`;
}

function numbered(version: number): string {
  return String(version).padStart(4, "0");
}
