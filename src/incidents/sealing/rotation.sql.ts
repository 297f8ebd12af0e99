import type { Queryable, Transaction } from "../../db/database.ts";

export interface SealedRow {
  id: string;
  sealed: string;
}

/** Incidents that hold a sealed token, from the one after `after`. */
export function selectSealed(db: Queryable, after: string, limit: number): Promise<SealedRow[]> {
  return db.query(`select id, sealed_token as sealed from incidents where sealed_token is not null and id > $1 order by id limit $2`, [
    after,
    limit,
  ]);
}

/** Puts a newly sealed token in place of the old; one that was forgotten meanwhile stays so. Answers how many were replaced. */
export async function replaceSealed(tx: Transaction, rows: readonly { id: string; old: string; sealed: string }[]): Promise<number> {
  const replaced = await tx.query(
    `update incidents i set sealed_token = r.sealed from unnest($1::uuid[], $2::text[], $3::text[]) as r (id, old, sealed)
     where i.id = r.id and i.sealed_token = r.old returning 1`,
    [rows.map(({ id }) => id), rows.map(({ old }) => old), rows.map(({ sealed }) => sealed)],
  );
  return replaced.length;
}
