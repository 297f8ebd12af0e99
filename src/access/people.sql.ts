import type { Queryable, Transaction } from "../db/database.ts";
import type { Role } from "./roles.ts";

/** Somebody who has signed in. */
export interface Person {
  name: string;
  /** What they were when they did so last. */
  role: Role;
}

/** Somebody who signs in; `subject` is what their identity provider knows them by for ever, null where there is none. */
export interface Arrival extends Person {
  readonly subject: string | null;
}

/** Whether the name is theirs: nobody else has it, by their provider's word. */
export async function notePerson(tx: Transaction, { name, role, subject }: Arrival): Promise<boolean> {
  const rows = await tx.query(
    `insert into people as p (name, role, subject) values ($1, $2, $3)
     on conflict (name) do update set role = excluded.role, seen_at = now(), subject = coalesce(p.subject, excluded.subject)
       where p.subject is null or excluded.subject is null or p.subject = excluded.subject
     returning 1`,
    [name, role, subject],
  );
  return rows.length > 0;
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
