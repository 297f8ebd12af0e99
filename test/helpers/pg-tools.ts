import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import type { Missing } from "./skip.ts";

const run = promisify(execFile);

/** PostgreSQL's own programs for backups. */
export interface PgTools {
  /** Runs `pg_dump` or `pg_restore`. @throws with what it says when it fails */
  run(program: "pg_dump" | "pg_restore", args: readonly string[]): Promise<void>;
}

/** Those that are installed, if they are not older than the server: such refuse it. */
export async function pgTools(serverUrl: string): Promise<PgTools | Missing> {
  let installed: number;
  try {
    const { stdout } = await run("pg_dump", ["--version"]);
    installed = Number(/\) (\d+)/u.exec(stdout)?.[1]);
  } catch {
    return { missing: "pg_dump is not installed" };
  }
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  const { rows } = await client.query<{ version: string }>("select current_setting('server_version_num') as version");
  await client.end();
  const server = Math.floor(Number(rows[0]!.version) / 10_000);
  if (installed < server) return { missing: `pg_dump ${installed} is older than the server, which is ${server}` };
  return { run: async (program, args) => void (await run(program, [...args])) };
}
