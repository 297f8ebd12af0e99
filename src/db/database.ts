import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";
import { CoalescingSocket } from "./coalescing-socket.ts";

export interface Queryable {
  /** Runs one statement with parameters and returns its rows. */
  query<Row extends object>(sql: string, params?: readonly unknown[]): Promise<Row[]>;
}

/** A connection inside BEGIN … COMMIT. Only `Database.transaction` makes one. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
  /** Sends a statement without waiting for its answer, which nobody needs: when it fails, so does the transaction. */
  send(sql: string, params?: readonly unknown[]): void;
}

export interface PoolOptions {
  /** Shows up in `pg_stat_activity`. */
  readonly name: string;
  readonly max: number;
  /** No statement runs longer; a stuck lock becomes an error instead of a hanging request. */
  readonly statementTimeoutMs?: number;
  /** Statements are parsed once for each connection, instead of each time: only where connections are sessions. */
  readonly prepares?: boolean;
}

// 40P01 deadlock_detected, 40001 serialization_failure, 55P03 lock_not_available: the same work may succeed again.
const TRANSIENT = new Set(["40P01", "40001", "55P03"]);
const TRANSACTION_TRIES = 3;
// Those of the paths that are walked for every alert are some sixty; whatever is composed of what people search for stays unprepared.
const MAX_PREPARED = 200;
const DEFAULT_STATEMENT_TIMEOUT_MS = 30_000;
// Past the server's own limit only a lost connection keeps an answer away, and TCP alone would notice after hours.
const ANSWER_GRACE_MS = 5_000;

/** A pool with every wait bounded. READ COMMITTED; rows are written in a fixed order instead of locked harder. */
export class Database implements Queryable {
  readonly pool: pg.Pool;
  readonly #names: Map<string, string> | null;

  constructor(url: Secret, log: Logger, options: PoolOptions) {
    this.#names = options.prepares === true ? new Map() : null;
    const statementTimeoutMs = options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS;
    this.pool = new pg.Pool({
      connectionString: url.reveal("connect to PostgreSQL"),
      application_name: `tokenward ${options.name}`,
      max: options.max,
      connectionTimeoutMillis: 4_000,
      idleTimeoutMillis: 30_000,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + ANSWER_GRACE_MS,
      // Three tries of a transaction stay within the 10 s a delivery has.
      lock_timeout: 3_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      // Statements that need not wait for each other's answers share a round trip.
      pipeline: true,
      stream: () => new CoalescingSocket(),
      // Parsed once, but planned each time: a plan that was made while a table was empty would be kept until somebody analyses it.
      ...(options.prepares === true && { options: "-c plan_cache_mode=force_custom_plan" }),
    });
    this.pool.on("error", (error) => log.warn({ pool: options.name, error: error.message }, "idle database connection lost"));
    // The pool listens on idle clients only. One that dies between two statements of a transaction would end the process;
    // the transaction's next statement reports it anyway.
    this.pool.on("connect", (client) => client.on("error", () => undefined));
  }

  async query<Row extends object>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    try {
      const result = await this.pool.query<Row>(this.#statement(sql, params));
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
    let broken = false;
    const sent: Promise<unknown>[] = [];
    let unseen: { readonly error: unknown } | undefined;
    const send = (sql: string, params: readonly unknown[] = []): void => {
      const answer = client.query(this.#statement(sql, params));
      answer.catch((error: unknown) => (unseen ??= { error }));
      sent.push(answer);
    };
    try {
      send("begin");
      const result = await work({
        inTransaction: true,
        query: async <Row extends object>(sql: string, params: readonly unknown[] = []) =>
          (await client.query<Row>(this.#statement(sql, params))).rows,
        send,
      });
      const committed = client.query("commit");
      await Promise.all([...sent, committed]);
      // PostgreSQL answers the commit of a failed transaction with a silent rollback.
      const { command } = await committed;
      if (command !== "COMMIT") throw new AppError("internal", "a statement failed unnoticed, so the transaction was rolled back");
      return result;
    } catch (error) {
      // A connection that cannot even roll back is thrown away, and with it the transaction.
      await client.query("rollback").catch(() => {
        broken = true;
      });
      // What failed unseen made everything after it fail; only its own code says whether to try again.
      throw unseen?.error ?? error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** With a name, the driver prepares it. What has no parameters may be several statements, which cannot be prepared. */
  #statement(text: string, params: readonly unknown[]): pg.QueryConfig {
    const values = [...params];
    if (this.#names === null || values.length === 0) return { text, values };
    let name = this.#names.get(text);
    if (name === undefined && this.#names.size < MAX_PREPARED) this.#names.set(text, (name = `tokenward_${this.#names.size}`));
    return name === undefined ? { text, values } : { name, text, values };
  }
}

function sqlState(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? "") : "";
}

// Connection (08), authorization (28), no such database (3D), resources (53), operator intervention (57), system errors (58);
// read-only (25006), session timed out in a transaction (25P03), rolled back by a conflict (40), lock not available (55P03),
// database closed to connections (55000).
const UNAVAILABLE = /^(?:08|28|3D|40|53|57|58)|^25006$|^25P03$|^55000$|^55P03$/u;

/** Everything that means "the database cannot do this now" becomes `unavailable`; a mistake of ours stays one. */
function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const unavailable = error instanceof pg.DatabaseError ? UNAVAILABLE.test(error.code ?? "") : isNetwork(error);
  if (!unavailable) return error;
  const message = sqlState(error) === TOO_MANY_CONNECTIONS ? NO_CONNECTION_LEFT : "the database cannot be reached";
  return new AppError("unavailable", message, { cause: error, retryAfter: 5 });
}

const TOO_MANY_CONNECTIONS = "53300";
const NO_CONNECTION_LEFT =
  "the database has no connection left: raise its max_connections, run fewer processes, or put the queue into Redis";

// Node's own mistakes are called ERR_…; the driver has no codes, only these sentences.
const SYSTEM_ERROR = /^E(?!RR_)[A-Z_]+$/u;
const DRIVER_SENTENCE =
  /timeout exceeded when trying to connect|timeout expired|Query read timeout|Connection terminated|is not queryable/u;

function isNetwork(error: Error): boolean {
  return ("code" in error && typeof error.code === "string" && SYSTEM_ERROR.test(error.code)) || DRIVER_SENTENCE.test(error.message);
}
