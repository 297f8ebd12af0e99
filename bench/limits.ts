import { generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import { createPostgresBackend, type PgPool, withBackend } from "bullmq";
import { Database } from "../src/db/database.ts";
import { createQueuePool } from "../src/db/queue-pool.ts";
import { createLogger } from "../src/kernel/log.ts";
import type { Secret } from "../src/kernel/secret.ts";

/** Bare P-256 verifications per second of a small alert, on one thread. */
export function verificationsPerSecond(): number {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const body = randomBytes(300);
  const signature = sign("sha256", body, privateKey);
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < 1_500) {
    verify("sha256", body, publicKey, signature);
    count += 1;
  }
  return count / ((performance.now() - began) / 1_000);
}

/** Transactions per second that insert one row each, on so many connections: what the disk and PostgreSQL allow at all. */
export async function commitsPerSecond(url: Secret, connections: number): Promise<number> {
  const db = new Database(url, createLogger("error"), { name: "bench commits", max: connections });
  await db.query(
    "create table if not exists bench_commits (id bigint generated always as identity primary key, at timestamptz default now())",
  );
  const began = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() - began < 2_000) {
        await db.query("insert into bench_commits default values");
        done += 1;
      }
    }),
  );
  const rate = done / ((performance.now() - began) / 1_000);
  await db.close();
  return rate;
}

/** PostgreSQL's own bulk insert of rows like an incident and its occurrence, per second, in one statement. */
export async function bulkInsertsPerSecond(db: Database, rows: number): Promise<number> {
  await db.query(
    "create table if not exists bench_rows (id uuid primary key, fingerprint bytea unique, state text, token text, url text, at timestamptz default now())",
  );
  const fingerprints = Array.from({ length: rows }, () => randomBytes(32));
  const began = performance.now();
  await db.query(
    `insert into bench_rows (id, fingerprint, state, token, url)
     select gen_random_uuid(), f, 'revoking', 'tokenward-AgEI…1xQ', 'https://github.com/bench/leak/blob/main/' || encode(f, 'hex')
     from unnest($1::bytea[]) as t (f)`,
    [fingerprints],
  );
  return rows / ((performance.now() - began) / 1_000);
}

/** Jobs per second that do nothing, each added on its own, 32 at once: what one job per alert would cost. */
export async function emptyJobsPerSecond(databaseUrl: Secret, jobs: number): Promise<number> {
  const pool = createQueuePool(databaseUrl, 40) as unknown as PgPool;
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const queue = new Queue("bench-empty", { connection: pool });
  let finish = (): void => undefined;
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  let done = 0;
  const work = async (): Promise<void> => {
    done += 1;
    if (done === jobs) finish();
  };
  const worker = new Worker("bench-empty", work, { connection: pool, concurrency: 20 });
  await worker.waitUntilReady();
  const began = performance.now();
  const numbers = Array.from({ length: jobs }, (_, index) => index).values();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (const number of numbers) await queue.add("empty", { number }, { removeOnComplete: true });
    }),
  );
  await finished;
  const rate = jobs / ((performance.now() - began) / 1_000);
  await worker.close();
  await queue.close();
  await pool.end();
  return rate;
}
