import type { Queryable } from "./database.ts";

/** Whether the database answers. @throws AppError `unavailable` */
export async function pingDatabase(db: Queryable): Promise<void> {
  await db.query("select 1");
}

export interface DatabaseFacts {
  version: string;
  fsync: string;
  synchronous_commit: string;
  read_only: boolean;
  clock_ms: number;
}

/** What `tokenward doctor` looks at; `clock_ms` is the database's clock. */
export async function readDatabaseFacts(db: Queryable): Promise<DatabaseFacts> {
  const [row] = await db.query<DatabaseFacts>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as synchronous_commit, pg_is_in_recovery() as read_only,
            (extract(epoch from clock_timestamp()) * 1000)::float8 as clock_ms`,
  );
  return row!;
}
