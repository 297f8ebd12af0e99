import type { Queryable } from "../../db/database.ts";
import type { KeptKeys, KeyMemory } from "../../sources/signing/key-memory.ts";

/** The keys of one source, kept for processes that begin later: one that begins while the endpoint is down can go on with them. */
export function signingKeys(db: Queryable, source: string): KeyMemory {
  return {
    recall: async () => {
      const [row] = await db.query<KeptKeys & { readonly ageMs: number }>(
        `select url, document, etag, retired, (extract(epoch from now() - confirmed_at) * 1000)::float8 as "ageMs"
         from signing_keys where source = $1`,
        [source],
      );
      return row ?? null;
    },
    keep: async ({ document, etag, retired, url }) => {
      await db.query(
        `insert into signing_keys (source, url, document, etag, retired) values ($1, $2, $3, $4, $5::text::jsonb)
         on conflict (source) do update set
           url = excluded.url, document = excluded.document, etag = excluded.etag, retired = excluded.retired, confirmed_at = now()`,
        [source, url, document, etag, JSON.stringify(retired)],
      );
    },
  };
}
