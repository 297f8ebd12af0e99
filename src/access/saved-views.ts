import { appendAudit } from "../audit/trail.ts";
import type { Database, Transaction } from "../db/database.ts";
import { AppError } from "../kernel/errors.ts";
import { uuidv7 } from "../kernel/ids.ts";
import {
  countViews,
  deleteView,
  insertView,
  listViews,
  lockView,
  pinView,
  readPinned,
  type SavedView,
  unpinView,
} from "./saved-views.sql.ts";

const OWN_MAX = 50;
const LISTED = 200;

/** Searches that people keep for themselves or share; one of them on their first page. */
export class SavedViews {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  list(person: string): Promise<SavedView[]> {
    return listViews(this.#db, person, LISTED);
  }

  /** What a person has on their first page; null: nothing. */
  pinned(person: string): Promise<SavedView | null> {
    return readPinned(this.#db, person);
  }

  /** @throws AppError `conflict` above 50 of one person */
  async save(person: string, view: Pick<SavedView, "title" | "query" | "shared">): Promise<void> {
    await this.#db.transaction(async (tx) => {
      if ((await countViews(tx, person)) >= OWN_MAX) throw new AppError("conflict", `you have ${OWN_MAX} views; delete one first`);
      const id = uuidv7();
      insertView(tx, { id, person, ...view });
      appendAudit(tx, [{ action: "view.saved", actor: `admin:${person}`, incidentId: null, detail: { view: id, ...view } }]);
    });
  }

  /** Whoever may end sessions may delete anybody's. @throws AppError `not_found` · `forbidden` */
  async remove(person: string, id: string, anybodys: boolean): Promise<void> {
    await this.#db.transaction(async (tx) => {
      const { person: owner, title } = await this.#require(tx, person, id);
      if (owner !== person && !anybodys) throw new AppError("forbidden", `the view is ${owner}'s, who may delete it, as may an admin`);
      deleteView(tx, id);
      appendAudit(tx, [{ action: "view.deleted", actor: `admin:${person}`, incidentId: null, detail: { view: id, title, of: owner } }]);
    });
  }

  /** Puts a view on the person's first page, in place of another; or none. @throws AppError `not_found` */
  async pin(person: string, id: string | null): Promise<void> {
    await this.#db.transaction(async (tx) => {
      if (id === null) unpinView(tx, person);
      else pinView(tx, person, (await this.#require(tx, person, id)).id);
    });
  }

  async #require(tx: Transaction, person: string, id: string): Promise<SavedView> {
    const view = await lockView(tx, person, id);
    if (view === null) throw new AppError("not_found", "there is no such view, or it is not shared with you");
    return view;
  }
}
