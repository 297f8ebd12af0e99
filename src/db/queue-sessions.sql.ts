import type { Pool } from "pg";
import type { Secret } from "../kernel/secret.ts";
import { createQueuePool, QUEUE_SCHEMA } from "./queue-pool.ts";

const TRIES = 3;
const TIMEOUT_MS = 4_000;

/**
 * Whether connections to there are sessions, which LISTEN and a `search_path` of one's own need. A pooler may pass on neither what is set
 * when a connection begins, nor give two connections that rest two of the server's. Null: it cannot be told, and whoever connects
 * next says why.
 */
export async function keepsSessions(url: Secret): Promise<boolean | null> {
  const connections = [createQueuePool(url, 1, TIMEOUT_MS), createQueuePool(url, 1, TIMEOUT_MS)];
  try {
    for (let tried = 0; tried < TRIES; tried += 1) if (!(await areSessions(connections))) return false;
    return true;
  } catch (error) {
    return error instanceof Error && /startup parameter/u.test(error.message) ? false : null;
  } finally {
    await Promise.all(connections.map((one) => one.end()));
  }
}

async function areSessions(connections: readonly Pool[]): Promise<boolean> {
  const seen: { readonly pid: number; readonly own: boolean }[] = [];
  for (const connection of connections) {
    const sql = "select pg_backend_pid() as pid, current_setting('search_path') = $1 as own";
    seen.push(...(await connection.query<(typeof seen)[number]>(sql, [QUEUE_SCHEMA])).rows);
  }
  return seen.every(({ own }) => own) && new Set(seen.map(({ pid }) => pid)).size === connections.length;
}
