import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";

export interface Queryable {
  /** Runs one statement with parameters and returns its rows. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** A connection inside BEGIN … COMMIT. Only `Database.transaction` makes one. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
}

export interface PoolOptions {
  /** Shows up in `pg_stat_activity`. */
  readonly name: string;
  readonly max: number;
  /** No statement runs longer; a stuck lock becomes an error instead of a hanging request. */
  readonly statementTimeoutMs?: number;
}

// 40P01 deadlock_detected, 40001 serialization_failure, 55P03 lock_not_available: the same work may succeed again.
const TRANSIENT = new Set(["40P01", "40001", "55P03"]);
const TRANSACTION_TRIES = 3;

/** A pool with every wait bounded. READ COMMITTED; rows are written in a fixed order instead of locked harder. */
export class Database implements Queryable {
  readonly pool: pg.Pool;

  constructor(url: Secret, log: Logger, options: PoolOptions) {
    this.pool = new pg.Pool({
      connectionString: url.reveal("connect to PostgreSQL"),
      application_name: `tokenward ${options.name}`,
      max: options.max,
      connectionTimeoutMillis: 4_000,
      idleTimeoutMillis: 30_000,
      statement_timeout: options.statementTimeoutMs ?? 30_000,
      lock_timeout: 5_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
    });
    this.pool.on("error", (error) => log.warn({ pool: options.name, error: error.message }, "idle database connection lost"));
  }

  async query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    try {
      const result = await this.pool.query<Row>(sql, [...params]);
      return result.rows;
    } catch (error) {
      throw translate(error);
    }
  }

  /** Runs `work` in one transaction; tries again when PostgreSQL says that the same work may succeed. */
  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#once(work);
      } catch (error) {
        if (tries >= TRANSACTION_TRIES || !TRANSIENT.has(sqlState(error))) throw translate(error);
        await delay(Math.random() * 20 * tries);
      }
    }
  }

  async #once<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query("begin");
      const result = await work({
        inTransaction: true,
        query: async <Row extends object>(sql: string, params: readonly unknown[] = []) =>
          (await client.query<Row>(sql, [...params])).rows,
      });
      await client.query("commit");
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away, and with it the transaction.
      await client.query("rollback").catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function sqlState(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? "") : "";
}

// Connection exceptions (08), insufficient resources (53), operator intervention (57), read-only (25006).
const UNAVAILABLE = /^(?:08|53|57)|^25006$|^40|^55P03$/u;

/** Everything that means "the database cannot do this now" becomes `unavailable`; a mistake of ours stays one. */
function translate(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof pg.DatabaseError && !UNAVAILABLE.test(error.code ?? "")) return error;
  return error instanceof Error && !isNetwork(error) && !(error instanceof pg.DatabaseError)
    ? error
    : new AppError("unavailable", "the database cannot be reached", { cause: error, retryAfter: 5 });
}

function isNetwork(error: Error): boolean {
  return (
    ("code" in error && typeof error.code === "string" && /^E[A-Z]+$/u.test(error.code)) ||
    /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|not queryable/u.test(error.message)
  );
}
