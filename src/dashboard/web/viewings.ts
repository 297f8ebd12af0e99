import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Visitor } from "../ui/page.ts";

const AGAIN_MS = 3_600_000;
const MOST = 10_000;

/** Who looked at pages that tell what not everybody may know: in the audit trail, of each page once an hour and process. */
export class Viewings {
  readonly #db: Database;
  readonly #clock: Clock;
  readonly #noted = new Map<string, number>();

  constructor(db: Database, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Before the page is read: what cannot be recorded is not shown. `about` is the id in its path. */
  async note({ session: { name } }: Visitor, page: string, about: string | null): Promise<void> {
    const key = `${name}\n${page}\n${about ?? ""}`;
    const now = this.#clock.now().getTime();
    const before = this.#noted.get(key);
    if (before !== undefined && now - before < AGAIN_MS) return;
    await this.#db.transaction(async (tx) => {
      const detail = { page, ...(about !== null && { id: about }) };
      await Promise.resolve(appendAudit(tx, [{ action: "page.viewed", actor: `admin:${name}`, incidentId: null, detail }]));
    });
    if (this.#noted.size >= MOST) this.#noted.clear();
    this.#noted.set(key, now);
  }
}
