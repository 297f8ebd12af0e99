import type { Queryable, Transaction } from "../db/database.ts";

/** A search that somebody keeps. */
export interface SavedView {
  id: string;
  person: string;
  title: string;
  query: string;
  shared: boolean;
  /** On the first page of whoever asks. */
  pinned: boolean;
}

const COLUMNS = `v.id, v.person, v.title, v.query, v.shared, p.view_id is not null as pinned`;
const OF_PERSON = "from saved_views v left join pinned_views p on p.view_id = v.id and p.person = $1";

/** A person's own and all that are shared, by title. */
export function listViews(db: Queryable, person: string, limit: number): Promise<SavedView[]> {
  return db.query(`select ${COLUMNS} ${OF_PERSON} where v.person = $1 or v.shared order by lower(v.title), v.id limit $2`, [person, limit]);
}

export async function readPinned(db: Queryable, person: string): Promise<SavedView | null> {
  const [view] = await db.query<SavedView>(`select ${COLUMNS} ${OF_PERSON} where p.person = $1 and (v.person = $1 or v.shared)`, [person]);
  return view ?? null;
}

export async function lockView(tx: Transaction, person: string, id: string): Promise<SavedView | null> {
  const [view] = await tx.query<SavedView>(
    `select ${COLUMNS} ${OF_PERSON} where v.id = $2 and (v.person = $1 or v.shared) for update of v`,
    [person, id],
  );
  return view ?? null;
}

export async function countViews(tx: Transaction, person: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>("select count(*)::int as count from saved_views where person = $1", [person]);
  return row?.count ?? 0;
}

export function insertView(tx: Transaction, { id, person, query, shared, title }: Omit<SavedView, "pinned">): void {
  tx.send("insert into saved_views (id, person, title, query, shared) values ($1, $2, $3, $4, $5)", [id, person, title, query, shared]);
}

export function deleteView(tx: Transaction, id: string): void {
  tx.send("delete from saved_views where id = $1", [id]);
}

export function pinView(tx: Transaction, person: string, id: string): void {
  tx.send("insert into pinned_views (person, view_id) values ($1, $2) on conflict (person) do update set view_id = excluded.view_id", [
    person,
    id,
  ]);
}

export function unpinView(tx: Transaction, person: string): void {
  tx.send("delete from pinned_views where person = $1", [person]);
}
