import { Database } from "../../src/db/database.ts";

/** A statement as a page sent it. */
export interface Statement {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Everything that is read while `work` runs, through any pool of this process; each statement once. */
export async function recordStatements(work: () => Promise<unknown>): Promise<Statement[]> {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its own `this`
  const { query } = Database.prototype;
  const seen = new Map<string, Statement>();
  Database.prototype.query = async function record(this: Database, sql, params = []) {
    seen.set(sql, { sql, params });
    return (await query.call(this, sql, params)) as never;
  };
  try {
    await work();
  } finally {
    Database.prototype.query = query;
  }
  return [...seen.values()];
}

interface Node {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly Plans?: readonly Node[];
}

/** How one table is read by a statement. */
export interface Scan {
  readonly how: string;
  readonly table: string;
  readonly index: string | null;
  /** How many rows are looked at, those that do not fit among them. */
  readonly rows: number;
}

/** How a statement is carried out: it is, and how each of its tables was read. */
export async function scansOf(db: Pick<Database, "query">, { params, sql }: Statement): Promise<Scan[]> {
  const [row] = await db.query<{ "QUERY PLAN": readonly { readonly Plan: Node }[] }>(`explain (analyze, format json) ${sql}`, params);
  return scansIn(row!["QUERY PLAN"][0]!.Plan);
}

function scansIn(node: Node): Scan[] {
  const below = (node.Plans ?? []).flatMap(scansIn);
  const { "Index Name": index, "Node Type": how, "Relation Name": table } = node;
  if (how === "Bitmap Index Scan" || table === undefined || !how.includes("Scan")) {
    return how === "Bitmap Heap Scan" ? [{ how, table: table!, index: null, rows: rowsOf(node) }, ...below] : below;
  }
  return [{ how, table, index: index ?? null, rows: rowsOf(node) }, ...below];
}

function rowsOf(node: Node): number {
  const each = node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
  return Math.round(each * node["Actual Loops"]);
}
