import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Issuer } from "../../issuers/issuer.ts";
import { isUnavailable, messageOf } from "../../kernel/errors.ts";
import { bisect } from "../../kernel/flow/bisect.ts";
import type { Logger } from "../../kernel/log.ts";
import { alertOperator, createNotices } from "../../notices/outbox/outbox.ts";
import { firstRecipients } from "../../notices/recipients.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import { EXHAUSTED, isExhausted, type Obligation, type ObligationKind } from "../../obligations/obligation.ts";
import { type LockedForAction, lockAllForAction } from "../acts/actions.sql.ts";
import type { IncidentActions } from "../acts/actions.ts";
import { markUnreachable } from "../attention.sql.ts";
import { lockRevokable } from "../revoking/revoke.sql.ts";
import type { IncidentSettings } from "../settings.ts";
import { effectOf } from "./effect.ts";
import { countStandings, type ItemOutcome, markTold, type OpenItem, readOpenItems, recordOutcomes, stillOpen } from "./items.sql.ts";
import type { BulkJob } from "./job.ts";
import { changeJob, lockJob, readJob } from "./jobs.sql.ts";

export interface BulkWorkerNeeds {
  readonly db: Database;
  readonly issuers: ReadonlyMap<string, Issuer>;
  readonly actions: Pick<IncidentActions, "actIn">;
  readonly settings: IncidentSettings;
  readonly log: Logger;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/** Lines per transaction: the job can be cancelled, and the process stopped, in between. */
const PIECE = 200;
const UNREACHABLE = "its issuer knows no address of its owner";
const UNEXPECTED = "an unexpected error on our side";

/** What a piece did, to be appended and woken for. */
interface Deeds {
  readonly events: AuditEvent[];
  readonly owed: Set<ObligationKind>;
}

/**
 * Does bulk jobs, a piece at a time. What is done to an incident and the line that says so are one transaction, under the job's
 * lock: a worker that dies has done the whole of a piece or nothing of it, and no line is done twice.
 */
export class BulkWorker {
  readonly #needs: BulkWorkerNeeds;

  constructor(needs: BulkWorkerNeeds) {
    this.#needs = needs;
  }

  async run(batch: TakenBatch): Promise<void> {
    for (const obligation of batch.obligations) {
      if (isExhausted(obligation)) await this.#end(batch, obligation, EXHAUSTED);
      else await this.#piece(batch, obligation);
    }
  }

  async #piece(batch: TakenBatch, obligation: Obligation): Promise<void> {
    const { db, log, wake } = this.#needs;
    const jobId = obligation.bulkId!;
    const [job, items] = await Promise.all([readJob(db, jobId), readOpenItems(db, jobId, PIECE)]);
    if (items.length === 0 || job?.state !== "running") {
      await this.#end(batch, obligation, null);
      return;
    }
    await bisect(items, {
      run: (some) => this.#settle(jobId, some),
      isPoison: (error) => !isUnavailable(error),
      poisoned: async (item, error) => {
        log.error({ bulk: jobId, incident: item.incidentId, error: messageOf(error) }, "a line of a bulk job failed");
        await db.transaction(async (tx) => {
          await lockJob(tx, jobId);
          recordOutcomes(tx, jobId, [{ position: item.position, outcome: "cannot", detail: UNEXPECTED }]);
        });
      },
    });
    await db.transaction((tx) => batch.putOff(tx, [{ id: obligation.id, seconds: 0 }]));
    wake(["bulk"]);
  }

  async #settle(jobId: string, items: readonly OpenItem[]): Promise<void[]> {
    const { db, wake } = this.#needs;
    const owed = await db.transaction(async (tx) => {
      const job = await lockJob(tx, jobId);
      const open =
        job?.state === "running"
          ? await stillOpen(
              tx,
              jobId,
              items.map(({ position }) => position),
            )
          : [];
      if (job === null || open.length === 0) return [];
      const deeds: Deeds = { events: [], owed: new Set() };
      recordOutcomes(tx, jobId, await this.#do(tx, job, open, deeds));
      appendAudit(tx, deeds.events);
      return [...deeds.owed];
    });
    if (owed.length > 0) wake(owed);
    return [];
  }

  async #do(tx: Transaction, job: BulkJob, items: readonly OpenItem[], deeds: Deeds): Promise<ItemOutcome[]> {
    const ids = items.map(({ incidentId }) => incidentId);
    const incidents = new Map((await lockAllForAction(tx, ids)).map((incident) => [incident.id, incident]));
    const outcomes: ItemOutcome[] = [];
    for (const { incidentId, position } of items) {
      const incident = incidents.get(incidentId)!;
      const effect = effectOf(job.act, incident, this.#needs.issuers);
      if (effect.kind !== "will") outcomes.push({ position, outcome: effect.kind, detail: effect.why });
      else if (job.act === "notify") outcomes.push({ position, ...(await this.#tell(tx, job, incident, deeds)) });
      else {
        const actor = `admin:${job.author}` as const;
        const asked = { action: job.act, reason: job.reason, actor, bulk: job.id, holdsNotices: job.holdsNotices };
        const { event, owed } = await this.#needs.actions.actIn(tx, incident, asked);
        deeds.events.push(event);
        for (const kind of owed) deeds.owed.add(kind);
        outcomes.push({ position, outcome: "done", detail: null });
      }
    }
    return outcomes;
  }

  /** Owes the notice that was held back when its token was revoked. */
  async #tell(tx: Transaction, job: BulkJob, { id }: LockedForAction, { events, owed }: Deeds): Promise<Omit<ItemOutcome, "position">> {
    const { settings } = this.#needs;
    const [incident] = await lockRevokable(tx, [id]);
    const { requestedReason, round } = incident!;
    const reason = requestedReason ?? job.reason;
    const recipients = firstRecipients(incident!);
    markTold(tx, [id]);
    events.push({
      action: "incident.notice_requested",
      actor: `admin:${job.author}`,
      incidentId: id,
      detail: { bulk: job.id, recipients: recipients.length },
    });
    owed.add("notify");
    if (recipients.length === 0) {
      markUnreachable(tx, [id]);
      alertOperator(tx, [{ incidentId: id, template: "unreachable", round, reason: UNREACHABLE }], settings);
      return { outcome: "cannot", detail: UNREACHABLE };
    }
    createNotices(
      tx,
      recipients.map((to) => ({ incidentId: id, template: "admin_revoked", round, to, reason })),
      settings,
    );
    return { outcome: "done", detail: null };
  }

  /** Nothing is open any more, or nothing more is tried. */
  async #end(batch: TakenBatch, obligation: Obligation, why: string | null): Promise<void> {
    const jobId = obligation.bulkId!;
    await this.#needs.db.transaction(async (tx) => {
      const job = await lockJob(tx, jobId);
      await batch.meet(tx, [obligation.id]);
      if (job?.state !== "running") return;
      changeJob(tx, jobId, why === null ? { state: "done" } : { state: "cancelled", endedReason: why });
      const standings = Object.fromEntries((await countStandings(tx, jobId)).map(({ count, standing }) => [standing, count]));
      appendAudit(tx, [{ action: "bulk.ended", actor: "worker", incidentId: null, detail: { bulk: jobId, ...standings, reason: why } }]);
    });
  }
}
