import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Transaction } from "../../db/database.ts";
import type { RevokeOutcome } from "../../issuers/issuer.ts";
import { alertOperator, createNotices, type NoticeRequest } from "../../notices/outbox/outbox.ts";
import { firstRecipients } from "../../notices/recipients.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import { type Failure, failureAfter, type Obligation, type ObligationKind } from "../../obligations/obligation.ts";
import type { Metrics } from "../../telemetry/metrics.ts";
import { type AttentionRow, markAttention, markUnreachable } from "../attention.sql.ts";
import { oweReportsBack } from "../callbacks/alerts.sql.ts";
import { OWNER_UNREACHABLE } from "../owners.ts";
import { schedulePurge } from "../retention/purge.sql.ts";
import type { IncidentSettings } from "../settings.ts";
import { type IncidentState, nextState } from "../state.ts";
import { type Ended, finishLater, type LaterFinish, markEnded } from "./ended.sql.ts";
import type { RevokableIncident } from "./revoke.sql.ts";

/** An obligation to revoke, its incident, and what the issuer said; null when there was nothing to ask any more. */
export interface Answer {
  readonly obligation: Obligation;
  readonly incident: RevokableIncident | null;
  readonly outcome: RevokeOutcome | null;
  /** What more there is to know of an issuer that had to be called. */
  readonly elsewhere?: AnswerElsewhere;
}

export interface AnswerElsewhere {
  /** What was asked of the issuer. */
  readonly step: Step;
  /** It tells the owner itself. */
  readonly tellsOwner: boolean;
  /** Nothing was proven before: whether the token is real is what the answer says. */
  readonly unverified: boolean;
  /** When a suspended token is revoked for good; null: when a person says so. */
  readonly finishAfterHours: number | null;
}

/** `revoke` at once · `suspend` first · `finish` what was suspended. */
export type Step = "revoke" | "suspend" | "finish";

/** What a settlement did, to be counted after its commit. */
export interface Settlement {
  /** From report to revocation, one per incident whose token died now. */
  readonly seconds: readonly number[];
  readonly outcomes: readonly { readonly target: string; readonly outcome: RevokeOutcome["kind"] }[];
  readonly notices: number;
  readonly unreachable: number;
}

// About a minute of trying: whoever could revoke it by hand should know by then.
const TELLS_PENDING_AFTER = 6;

/** Records what issuers answered: incidents, notices, obligations and audit, in the caller's transaction. The incidents are locked. */
export async function settle(
  tx: Transaction,
  batch: TakenBatch,
  answers: readonly Answer[],
  settings: IncidentSettings,
): Promise<Settlement> {
  const { asked, ended, failed } = sorted(answers);
  const failures = new Set(failed.map(({ obligation }) => obligation.id));
  const met = answers.map(({ obligation }) => obligation.id).filter((id) => !failures.has(id));
  const recorded = Promise.all([
    markEnded(
      tx,
      ended.map(({ ending, incident }) => ({ id: incident.id, ending })),
    ),
    batch.meet(tx, met),
    batch.fail(
      tx,
      failed.map(({ failure }) => failure),
    ),
  ]);
  const told = ended.filter(isTold);
  const untold = ended.filter((answer) => !isTold(answer));
  const unreachable = untold.filter(isOursToTell);
  const notices = [...told.flatMap(noticesOf), ...failed.flatMap(pendingNotices)];
  createNotices(tx, notices, settings);
  markUnreachable(
    tx,
    unreachable.map(({ incident }) => incident.id),
  );
  alertOperator(
    tx,
    unreachable.map(({ incident: { id, round } }) => ({ incidentId: id, template: "unreachable", round, reason: OWNER_UNREACHABLE })),
    settings,
  );
  finishLater(tx, ended.flatMap(laterFinish));
  oweReportsBack(
    tx,
    ended.filter(isDeadForGood).map(({ incident }) => incident.id),
  );
  const attention = [
    ...failed.flatMap(({ failure, incident }) =>
      failure.retrySeconds === null ? [attentionOf(incident.id, incident.state, failure.error)] : [],
    ),
    ...unreachable.map(({ incident }) => attentionOf(incident.id, "revoked", OWNER_UNREACHABLE)),
  ];
  markAttention(tx, attention);
  // Where a mail is owed, its end decides when the places are forgotten.
  schedulePurge(
    tx,
    untold.map(({ incident }) => incident.id),
    settings.retentionDays,
  );
  const [seconds] = await recorded;
  appendAudit(tx, [...ended.map(endEvent), ...failed.map(failureEvent), ...attention.map(attentionEvent)]);
  return {
    seconds,
    notices: notices.length + unreachable.length,
    unreachable: unreachable.length,
    outcomes: asked.map(({ incident, outcome }) => ({ target: incident.issuer, outcome: outcome.kind })),
  };
}

/** Counts a committed settlement and wakes whoever has to go on. */
export function reportSettlement(
  { metrics, wake }: { readonly metrics: Metrics; readonly wake: (kinds: readonly ObligationKind[]) => void },
  { notices, outcomes, seconds, unreachable }: Settlement,
): void {
  for (const value of seconds) metrics.reportToRevoke.observe(value);
  for (const outcome of outcomes) metrics.revocations.inc(outcome);
  if (unreachable > 0) metrics.noticesSkipped.inc({ reason: "no_address" }, unreachable);
  if (notices > 0) wake(["notify"]);
}

interface AskedAnswer extends Answer {
  readonly incident: RevokableIncident;
  readonly outcome: RevokeOutcome;
}

function isAsked(answer: Answer): answer is AskedAnswer {
  return answer.incident !== null && answer.outcome !== null;
}

interface EndedAnswer extends AskedAnswer {
  readonly ending: Ended["ending"];
}

interface FailedAnswer extends AskedAnswer {
  readonly failure: Failure;
}

function sorted(answers: readonly Answer[]): { asked: AskedAnswer[]; ended: EndedAnswer[]; failed: FailedAnswer[] } {
  const asked = answers.filter(isAsked);
  const ended: EndedAnswer[] = [];
  const failed: FailedAnswer[] = [];
  for (const answer of asked) {
    const ending = endingOf(answer);
    if (ending === null) failed.push({ ...answer, failure: failureOf(answer) });
    else ended.push({ ...answer, ending });
  }
  return { asked, ended, failed };
}

const ENDINGS: Readonly<Record<Step, Ended["ending"]>> = { revoke: "revoked", suspend: "suspended", finish: "finished" };

/** Null: the token may be alive. A token of which nothing was proven, and which its issuer does not know, is none. */
function endingOf({ elsewhere, outcome: { kind } }: AskedAnswer): Ended["ending"] | null {
  if (kind === "revoked" || kind === "already" || kind === "accepted") return ENDINGS[elsewhere?.step ?? "revoke"];
  return kind === "unknown" && elsewhere?.unverified === true ? "dismissed" : null;
}

function isDeadForGood({ ending }: EndedAnswer): boolean {
  return ending === "revoked" || ending === "finished";
}

/** Whether its owner has to hear of it from us now: the token died, its issuer says nothing, and no job of its own will. */
function isOursToTell({ elsewhere, ending, incident }: EndedAnswer): boolean {
  return (ending === "revoked" || ending === "suspended") && elsewhere?.tellsOwner !== true && !incident.untold;
}

function isTold(answer: EndedAnswer): boolean {
  return isOursToTell(answer) && firstRecipients(answer.incident).length > 0;
}

function laterFinish({ elsewhere, ending, incident: { id, issuer } }: EndedAnswer): LaterFinish[] {
  const hours = ending === "suspended" ? (elsewhere?.finishAfterHours ?? null) : null;
  return hours === null ? [] : [{ incidentId: id, lane: issuer, hours }];
}

function noticesOf({ ending, incident }: EndedAnswer): NoticeRequest[] {
  const { backfill, id, requestedReason, round } = incident;
  const what =
    requestedReason === null
      ? ({ template: ending === "suspended" ? "suspended" : "revoked" } as const)
      : ({ template: "admin_revoked", reason: requestedReason } as const);
  return firstRecipients(incident).map((to) => ({ incidentId: id, round, to, backfill, ...what }));
}

/** What is proven and cannot be revoked is told as well: its owner may be able to. */
function pendingNotices({ elsewhere, failure, incident, obligation }: FailedAnswer): NoticeRequest[] {
  const isTime = failure.retrySeconds === null || obligation.attempts === TELLS_PENDING_AFTER;
  if (!isTime || incident.untold || elsewhere?.unverified === true || elsewhere?.tellsOwner === true || elsewhere?.step === "finish")
    return [];
  return firstRecipients(incident).map((to) => ({ incidentId: incident.id, template: "pending", round: incident.round, to }));
}

/** One that waits for a person already does so for this reason now. */
function attentionOf(id: string, state: IncidentState, reason: string): AttentionRow {
  return { id, state: nextState(state, state === "revoking" ? "give_up" : "give_up_notice") ?? "needs_attention", reason };
}

/** Postponed while the issuer asks for patience; given up at once when it refuses. */
function failureOf({ obligation, outcome }: AskedAnswer): Failure {
  const error = "reason" in outcome ? outcome.reason : "the issuer does not know this token any more";
  return outcome.kind === "retry_later"
    ? failureAfter(obligation, error, outcome.afterSeconds)
    : { id: obligation.id, error, retrySeconds: null };
}

function endEvent({ elsewhere, ending, incident, outcome }: EndedAnswer): AuditEvent {
  const detail = { issuer: incident.issuer, outcome: outcome.kind, ...(elsewhere?.step === "finish" ? { after: "suspension" } : {}) };
  if (ending === "suspended") return workerEvent("incident.suspended", incident.id, detail);
  return workerEvent(ending === "dismissed" ? "incident.disproved" : "incident.revoked", incident.id, detail);
}

function failureEvent({ failure: { error, retrySeconds }, incident, obligation }: FailedAnswer): AuditEvent {
  const detail = { reason: error, retry_seconds: retrySeconds, attempt: obligation.attempts };
  return workerEvent("incident.revoke_postponed", incident.id, detail);
}

function attentionEvent({ id, reason }: AttentionRow): AuditEvent {
  return workerEvent("incident.needs_attention", id, { reason });
}

function workerEvent(action: AuditEvent["action"], incidentId: string, detail: Record<string, unknown>): AuditEvent {
  return { action, actor: "worker", incidentId, detail };
}
