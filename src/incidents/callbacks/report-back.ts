import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { AppError, messageOf } from "../../kernel/errors.ts";
import type { Keyring } from "../../kernel/keyring.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import { failureAfter, isExhausted, type Obligation } from "../../obligations/obligation.ts";
import type { ReportedBack, Source } from "../../sources/source.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { type AlertToTell, holdRound, markTold, oweReportsBack, readAlertToTell } from "./alerts.sql.ts";

export interface ReportBackNeeds {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly sources: ReadonlyMap<string, Source>;
  readonly metrics: Pick<Metrics, "reportsBack">;
}

/** How it ended, with what the timeline says of it. */
const ENDINGS = {
  resolved: "the alert was resolved as revoked",
  already: "somebody had resolved the alert already; it stays as it is",
  forbidden: "the host does not let us resolve the alert: we may not write alerts there, or a reviewer has to agree (delegated dismissal)",
  gone: "the host has no such alert any more, or does not show it to us",
  refused: "the host refuses to resolve the alert as revoked",
  no_access: "this installation has no access to the host any more",
  given_up: "the host could not be reached for too long",
} as const satisfies Record<ReportedBack | "no_access" | "given_up", string>;

type Ending = keyof typeof ENDINGS;

/** Meets `report_back` obligations: tells a code host that the secret of its alert is dead. Every answer of the host is an end; only its silence is tried again. */
export class ReportBack {
  readonly #needs: ReportBackNeeds;

  constructor(needs: ReportBackNeeds) {
    this.#needs = needs;
  }

  async run(batch: TakenBatch): Promise<void> {
    for (const obligation of batch.obligations) await this.#tell(batch, obligation);
  }

  async #tell(batch: TakenBatch, obligation: Obligation): Promise<void> {
    const { db } = this.#needs;
    const row = await readAlertToTell(db, obligation.alertId!);
    if (row === null) return await db.transaction((tx) => batch.meet(tx, [obligation.id]));
    if (!row.revoked) return await this.#end(batch, obligation, row, null);
    if (isExhausted(obligation)) return await this.#end(batch, obligation, row, "given_up");
    try {
      await this.#end(batch, obligation, row, await this.#ask(row));
    } catch (error) {
      if (!(error instanceof HostTrouble)) throw error;
      const failure = failureAfter(obligation, error.message, error.retryAfter);
      if (failure.retrySeconds === null) await this.#end(batch, obligation, row, "given_up");
      else await db.transaction((tx) => batch.fail(tx, [failure]));
    }
  }

  async #ask({ id, incidentId, sealed, source: name }: AlertToTell): Promise<Ending> {
    const { keyring, sources } = this.#needs;
    const source = sources.get(name);
    const reportBack = source?.kind === "events" ? source.reportBack : null;
    if (reportBack === null || reportBack === undefined) return "no_access";
    const alert = JSON.parse(keyring.unseal(sealed, alertContext(id)).toString()) as unknown;
    try {
      return await reportBack(alert, incidentId);
    } catch (error) {
      throw new HostTrouble(messageOf(error), error instanceof AppError ? error.retryAfter : undefined);
    }
  }

  /** @param ending null: the token is alive, there is nothing to tell */
  async #end(batch: TakenBatch, { id }: Obligation, row: AlertToTell, ending: Ending | null): Promise<void> {
    const isResolved = ending === "resolved" || ending === "already";
    await this.#needs.db.transaction(async (tx) => {
      holdRound(tx, row.incidentId);
      await batch.meet(tx, [id]);
      if (ending !== null) markTold(tx, row.id, row.round);
      // A round that began meanwhile found this one still owed, and owed nothing of its own.
      oweReportsBack(tx, [row.incidentId]);
      if (ending === null) return;
      const detail = { source: row.source, outcome: ending, reason: ENDINGS[ending] };
      const action = isResolved ? "alert.resolved" : "alert.left_open";
      appendAudit(tx, [{ action, actor: "worker", incidentId: row.incidentId, detail }]);
    });
    if (ending !== null) this.#needs.metrics.reportsBack.inc({ source: row.source, outcome: ending });
  }
}

/** The host could not be asked: told apart from a database of ours that could not. */
class HostTrouble extends Error {
  readonly retryAfter: number | undefined;

  constructor(message: string, retryAfter: number | undefined) {
    super(message);
    this.retryAfter = retryAfter;
  }
}

/** What seals an alert to its row. */
export function alertContext(id: string): string {
  return `alert ${id}`;
}
