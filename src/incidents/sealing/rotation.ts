import type { Actor } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { replaceSealed, selectSealed } from "./rotation.sql.ts";
import { type Sealer, sealContext } from "./sealer.ts";

/** What came of sealing all tokens anew. */
export interface Rotation {
  readonly resealed: number;
  /** Sealed with the first key before. */
  readonly current: number;
  /** Tokens that no key here opens, each with the key it would take. They stay as they are. */
  readonly unopened: readonly { readonly incident: string; readonly key: string; readonly reason: "key_missing" | "damaged" }[];
}

const FIRST = "00000000-0000-0000-0000-000000000000";
const ROWS_PER_PASS = 500;

/** Seals all kept tokens with the first key, so that the others can be taken away. Safe beside a running service, and again. */
export async function rotateSeals(db: Database, sealer: Sealer, actor: Actor): Promise<Rotation> {
  const unopened: Rotation["unopened"][number][] = [];
  let resealed = 0;
  let current = 0;
  for (let after = FIRST; ; ) {
    const rows = await selectSealed(db, after, ROWS_PER_PASS);
    const replacements: { id: string; old: string; sealed: string }[] = [];
    for (const { id, sealed } of rows) {
      if (sealer.isCurrent(sealed)) {
        current += 1;
        continue;
      }
      const opened = await sealer.open(sealed, sealContext(id));
      if (opened.ok) replacements.push({ id, old: sealed, sealed: await sealer.seal(opened.value, sealContext(id)) });
      else unopened.push({ incident: id, key: opened.kid, reason: opened.reason });
    }
    if (replacements.length > 0) {
      resealed += await db.transaction(async (tx) => {
        const count = await replaceSealed(tx, replacements);
        appendAudit(tx, [{ action: "tokens.resealed", actor, incidentId: null, detail: { tokens: count, key: sealer.current } }]);
        return count;
      });
    }
    if (rows.length < ROWS_PER_PASS) return { resealed, current, unopened };
    after = rows.at(-1)!.id;
  }
}
