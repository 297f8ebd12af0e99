import type { Actor, AuditAction } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Issuer } from "../../issuers/issuer.ts";
import { AppError } from "../../kernel/errors.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import { readAlike } from "../../kernel/text.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { addObligations } from "../../obligations/obligations.sql.ts";
import { parseQuery } from "../queries/query-language.ts";
import { type Effect, effectOf } from "./effect.ts";
import {
  countFitting,
  countReasons,
  countStandings,
  countUntold,
  groupOpen,
  type Identifier,
  type ItemRow,
  pickFitting,
  pickListed,
  pickUntold,
  type Resting,
  readItems,
  reopenFailed,
  selectResting,
} from "./items.sql.ts";
import type { BulkAct, BulkJob, Standing } from "./job.ts";
import {
  type BulkWaiting,
  changeJob,
  countWaiting,
  insertJob,
  type JobLine,
  type KeptPreview,
  keepPreview,
  listJobs,
  lockJob,
  type Preview,
  readJob,
  readPreview,
  setPicked,
} from "./jobs.sql.ts";

/** The incidents a job is about: what fits a query, or those that are named. */
export type Selection = { readonly query: string } | { readonly identifiers: readonly Identifier[] };

export interface Draft {
  readonly act: BulkAct;
  readonly pick: Selection;
  /** Refused when fewer or more are picked; null: not bounded. */
  readonly atLeast: number | null;
  readonly atMost: number | null;
  readonly reason: string;
  readonly holdsNotices: boolean;
}

/** A job as people see it. */
export interface BulkView {
  readonly job: BulkJob;
  readonly standings: Readonly<Record<Standing, number>>;
  /** While nothing was done yet. That of a large job may be a minute old; it is judged anew before anything is done. */
  readonly preview: KeptPreview | null;
  /** Issuers that do not answer now: what it asks of them is done when they do. */
  readonly resting: readonly Resting[];
  /** How many of its owners are told by nobody yet. */
  readonly untold: number;
  readonly items: readonly (ItemRow & { readonly effect: Effect | null })[];
  readonly needsApproval: boolean;
  /** What has to be typed before it starts; null: nothing. */
  readonly toType: string | null;
}

export interface BulkNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  /** Above it, another person than the author has to approve. */
  readonly approvalAbove: number;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

export const MAX_IDENTIFIERS = 20_000;
const MAX_PICKED = 50_000;
const TYPED_ABOVE = 10;
const REASONS_SHOWN = 10;
const LISTED = 50;
const KEPT_SECONDS = 60;

/** The people's side of bulk jobs: drafting, looking, approving, cancelling, retrying. `BulkWorker` does what they say. */
export class BulkJobs {
  readonly #needs: BulkNeeds;

  constructor(needs: BulkNeeds) {
    this.#needs = needs;
  }

  get approvalAbove(): number {
    return this.#needs.approvalAbove;
  }

  list(): Promise<JobLine[]> {
    return listJobs(this.#needs.db, LISTED);
  }

  waiting(): Promise<BulkWaiting> {
    return countWaiting(this.#needs.db);
  }

  /** How many a query would pick now. */
  count(query: string): Promise<number> {
    return countFitting(this.#needs.db, parseQuery(query), MAX_PICKED + 1);
  }

  /** Picks the incidents and does nothing to them; answers the job's id. @throws AppError `invalid_request` when the count is out of bounds */
  async draft({ act, atLeast, atMost, holdsNotices, pick, reason }: Draft, author: string): Promise<string> {
    const id = uuidv7();
    const query = "query" in pick ? pick.query : null;
    await this.#needs.db.transaction(async (tx) => {
      insertJob(tx, { id, act, query, reason, author, holdsNotices: act === "revoke" && holdsNotices });
      const picked = await this.#pick(tx, id, pick);
      requireWithin(picked, atLeast, atMost);
      setPicked(tx, id, picked);
      await keepPreview(tx, id, await this.#preview({ act, id }, tx));
      audit(tx, "bulk.drafted", author, { bulk: id, act, query, picked, at_least: atLeast, at_most: atMost, reason });
    });
    return id;
  }

  /** Drafts the pass that tells the owners of what a job revoked. @throws AppError `conflict` when there is nobody to tell */
  async draftNotices(from: string, author: string): Promise<string> {
    const id = uuidv7();
    await this.#needs.db.transaction(async (tx) => {
      const { reason } = await lockOrRefuse(tx, from, ["done", "cancelled"]);
      insertJob(tx, { id, act: "notify", query: null, reason, author, holdsNotices: false });
      const picked = await pickUntold(tx, id, from);
      if (picked === 0) throw new AppError("conflict", "nobody of this job is left to be told");
      setPicked(tx, id, picked);
      await keepPreview(tx, id, await this.#preview({ act: "notify", id }, tx));
      audit(tx, "bulk.drafted", author, { bulk: id, act: "notify", after: from, picked, reason });
    });
    return id;
  }

  /** `anew`: judged now, and not a moment ago. @throws AppError `not_found` */
  async view(id: string, show: Standing | null, after: number, limit: number, anew = false): Promise<BulkView> {
    const { approvalAbove, db, issuers } = this.#needs;
    const job = await readJob(db, id);
    if (job === null) throw new AppError("not_found", "there is no bulk job with this id");
    const idle = job.state === "draft" || job.state === "waiting";
    const [counts, preview, untold, rows, resting] = await Promise.all([
      countStandings(db, id),
      idle ? this.#shown(job, anew) : null,
      idle ? 0 : countUntold(db, id),
      readItems(db, id, show, after, limit),
      job.act === "revoke" && job.state !== "cancelled" ? selectResting(db, id) : [],
    ]);
    const countOf = (standing: Standing): number => counts.find((one) => one.standing === standing)?.count ?? 0;
    return {
      job,
      preview,
      resting,
      untold,
      standings: {
        open: countOf("open"),
        under_way: countOf("under_way"),
        done: countOf("done"),
        already: countOf("already"),
        failed: countOf("failed"),
        cannot: countOf("cannot"),
      },
      items: rows.map((row) => ({
        ...row,
        effect: row.standing === "open" && row.facts !== null && idle ? effectOf(job.act, row.facts, issuers) : null,
      })),
      needsApproval: preview !== null && preview.will > approvalAbove,
      toType: preview !== null && preview.will > TYPED_ABOVE ? String(preview.will) : null,
    };
  }

  /** Starts a draft; where another person has to approve, it waits for them. @throws AppError `invalid_request` · `conflict` · `forbidden` */
  async start(id: string, typed: string, person: string): Promise<"running" | "waiting"> {
    const started = await this.#needs.db.transaction(async (tx) => {
      const job = await lockOrRefuse(tx, id, ["draft"]);
      if (!readAlike(job.author, person))
        throw new AppError("forbidden", "only its author starts a bulk job; another person may approve it");
      const { will } = await this.#preview(job, tx);
      if (will === 0) throw new AppError("conflict", "as things are, it would do nothing");
      if (will > TYPED_ABOVE && typed.trim() !== String(will))
        throw new AppError("invalid_request", `type the number of incidents it is about to confirm: ${will}`);
      const state = will > this.#needs.approvalAbove ? "waiting" : "running";
      changeJob(tx, id, { state });
      if (state === "running") addObligations(tx, [{ id: uuidv7(), kind: "bulk", bulkId: id }]);
      audit(tx, state === "running" ? "bulk.started" : "bulk.submitted", person, { bulk: id, will });
      return state;
    });
    if (started === "running") this.#needs.wake(["bulk"]);
    return started;
  }

  /** @throws AppError `forbidden` to the author · `conflict` */
  async approve(id: string, person: string): Promise<void> {
    await this.#needs.db.transaction(async (tx) => {
      const job = await lockOrRefuse(tx, id, ["waiting"]);
      if (readAlike(job.author, person)) throw new AppError("forbidden", "another person than its author has to approve a bulk job");
      const { will } = await this.#preview(job, tx);
      changeJob(tx, id, { state: "running", approver: person });
      addObligations(tx, [{ id: uuidv7(), kind: "bulk", bulkId: id }]);
      audit(tx, "bulk.approved", person, { bulk: id, author: job.author, will });
    });
    this.#needs.wake(["bulk"]);
  }

  /** Does no more of it. @throws AppError `conflict` */
  async cancel(id: string, person: string): Promise<void> {
    await this.#needs.db.transaction(async (tx) => {
      const { state } = await lockOrRefuse(tx, id, ["draft", "waiting", "running"]);
      changeJob(tx, id, { state: "cancelled" });
      audit(tx, "bulk.cancelled", person, { bulk: id, from: state });
    });
  }

  /** Tries what failed of it again, and nothing else: it was approved with the rest. @throws AppError `conflict` */
  async retry(id: string, person: string): Promise<void> {
    await this.#needs.db.transaction(async (tx) => {
      await lockOrRefuse(tx, id, ["done"]);
      const again = await reopenFailed(tx, id);
      if (again === 0) throw new AppError("conflict", "nothing of it failed");
      changeJob(tx, id, { state: "running" });
      addObligations(tx, [{ id: uuidv7(), kind: "bulk", bulkId: id }]);
      audit(tx, "bulk.retried", person, { bulk: id, again });
    });
    this.#needs.wake(["bulk"]);
  }

  async #pick(tx: Transaction, id: string, pick: Selection): Promise<number> {
    if ("identifiers" in pick) return await pickListed(tx, id, pick.identifiers, [...this.#needs.issuers.keys()]);
    const picked = await pickFitting(tx, id, parseQuery(pick.query), MAX_PICKED);
    if (picked > MAX_PICKED)
      throw new AppError("invalid_request", `more than ${MAX_PICKED} incidents fit the query; narrow it, and do it in several jobs`);
    return picked;
  }

  async #shown(job: BulkJob, anew: boolean): Promise<KeptPreview> {
    const { db } = this.#needs;
    const kept = anew ? null : await readPreview(db, job.id, KEPT_SECONDS);
    if (kept !== null) return kept;
    const preview = await this.#preview(job);
    await keepPreview(db, job.id, preview);
    return { ...preview, at: new Date() };
  }

  async #preview({ act, id }: Pick<BulkJob, "act" | "id">, db: Database | Transaction = this.#needs.db): Promise<Preview> {
    const [groups, unknown] = await Promise.all([groupOpen(db, id), countReasons(db, id, REASONS_SHOWN)]);
    const judged = groups.map(({ count, facts }) => ({ count, effect: effectOf(act, facts, this.#needs.issuers) }));
    const sum = (kind: Effect["kind"]): number => judged.reduce((all, { count, effect }) => all + (effect.kind === kind ? count : 0), 0);
    const cannot = new Map(unknown.map(({ count, why }) => [why, count]));
    for (const { count, effect } of judged) if (effect.kind === "cannot") cannot.set(effect.why, (cannot.get(effect.why) ?? 0) + count);
    return { will: sum("will"), already: sum("already"), cannot: Array.from(cannot, ([why, count]) => ({ why, count })) };
  }
}

function requireWithin(picked: number, atLeast: number | null, atMost: number | null): void {
  if (picked === 0) throw new AppError("invalid_request", "no incident is picked by it");
  if (atLeast !== null && picked < atLeast)
    throw new AppError("invalid_request", `it picks ${picked}, fewer than the ${atLeast} that you expect at least; nothing was drafted`);
  if (atMost !== null && picked > atMost)
    throw new AppError("invalid_request", `it picks ${picked}, more than the ${atMost} that you expect at most; nothing was drafted`);
}

/** @throws AppError `not_found` · `conflict` when the job is in none of these states */
async function lockOrRefuse(tx: Transaction, id: string, states: readonly BulkJob["state"][]): Promise<BulkJob> {
  const job = await lockJob(tx, id);
  if (job === null) throw new AppError("not_found", "there is no bulk job with this id");
  if (!states.includes(job.state))
    throw new AppError("conflict", `the bulk job is ${job.state}; this is for one that is ${states.join(" or ")}`);
  return job;
}

function audit(tx: Transaction, action: AuditAction, person: string, detail: Readonly<Record<string, unknown>>): void {
  const actor: Actor = `admin:${person}`;
  appendAudit(tx, [{ action, actor, incidentId: null, detail }]);
}
