import type { Queryable } from "../../db/database.ts";
import type { Statement } from "./parameters.ts";

/** Values of a statement's parameters, by name: arrays of one length. */
export type Values = Readonly<Record<string, readonly unknown[]>>;

export function runStatement(db: Queryable, { names, text }: Statement, values: Values): Promise<Record<string, unknown>[]> {
  return db.query(
    text,
    names.map((name) => values[name]),
  );
}

/** Lets PostgreSQL read a statement without running it. @throws its error, which holds nothing but the statement */
export async function checkStatement(db: Queryable, { text }: Statement): Promise<void> {
  await db.query(`prepare tokenward_check as ${text}`);
  await db.query("deallocate tokenward_check");
}
