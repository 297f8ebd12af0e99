import type { Queryable, Transaction } from "../db/database.ts";
import type { Role } from "./roles.ts";

/** Somebody who has signed in. */
export interface Person {
  name: string;
  /** What they were when they did so last. */
  role: Role;
}

export function notePerson(tx: Transaction, { name, role }: Person): void {
  tx.send("insert into people (name, role) values ($1, $2) on conflict (name) do update set role = excluded.role, seen_at = now()", [
    name,
    role,
  ]);
}

/** Those with these roles who were here within half a year, by name. */
export function listPeople(db: Queryable, roles: readonly Role[], limit: number): Promise<Person[]> {
  return db.query<Person>(
    `select name, role from (
       select name, role from people where role = any($1::text[]) and seen_at > now() - interval '180 days' order by seen_at desc limit $2
     ) newest order by lower(name)`,
    [roles, limit],
  );
}
