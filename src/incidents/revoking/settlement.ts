import type { AuditEvent } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Transaction } from "../../db/database.ts";
import type { RevokeOutcome } from "../../issuers/issuer.ts";
import { createNotices } from "../../notices/outbox.ts";
import type { TakenBatch } from "../../obligations/lease.ts";
import { type Failure, failureAfter, type Obligation } from "../../obligations/obligation.ts";
import { nextState } from "../state.ts";
import { markAttention, markRevoked, type RevokableIncident } from "./revoke.sql.ts";

/** An obligation to revoke, its incident, and what the issuer said; null when there was nothing to ask any more. */
export interface Answer {
  readonly obligation: Obligation;
  readonly incident: RevokableIncident | null;
  readonly outcome: RevokeOutcome | null;
}

/** What a settlement did, to be counted after its commit. */
export interface Settlement {
  /** From report to revocation, one per revoked incident. */
  readonly seconds: readonly number[];
  readonly outcomes: readonly { readonly target: string; readonly outcome: RevokeOutcome["kind"] }[];
  readonly notices: number;
  readonly unreachable: number;
}

const OWNER_UNREACHABLE = "owner unreachable: the issuer knows no mail address";

/** Records what issuers answered: incidents, notices, obligations and audit, in the caller's transaction. The incidents are locked. */
export async function settle(tx: Transaction, batch: TakenBatch, answers: readonly Answer[], mailHost: string): Promise<Settlement> {
  const asked = answers.filter(isAsked);
  const dead = asked.filter(({ outcome }) => outcome.kind === "revoked" || outcome.kind === "already");
  const failed = asked.filter((answer) => !dead.includes(answer)).map((answer) => ({ ...answer, failure: failureOf(answer) }));
  const failures = new Set(failed.map(({ obligation }) => obligation.id));
  await batch.meet(
    tx,
    answers.map(({ obligation }) => obligation.id).filter((id) => !failures.has(id)),
  );
  await batch.fail(
    tx,
    failed.map(({ failure }) => failure),
  );

  const seconds = await markRevoked(
    tx,
    dead.map(({ incident }) => incident.id),
  );
  const unreachable = dead.filter(({ incident }) => incident.ownerEmail === null);
  const notices = await createNotices(
    tx,
    dead.flatMap(({ incident }) => noticeOf(incident)),
    mailHost,
  );
  const attention = [
    ...failed
      .filter(({ failure }) => failure.retrySeconds === null)
      .map(({ incident, failure }) => attentionOf(incident.id, "revoking", failure.error)),
    ...unreachable.map(({ incident }) => attentionOf(incident.id, "revoked", OWNER_UNREACHABLE)),
  ];
  await markAttention(tx, attention);
  await appendAudit(tx, [
    ...dead.map(({ incident, outcome }) =>
      workerEvent("incident.revoked", incident.id, { issuer: incident.issuer, outcome: outcome.kind }),
    ),
    ...failed.map(({ incident, failure }) =>
      workerEvent("incident.revoke_postponed", incident.id, { reason: failure.error, retry_seconds: failure.retrySeconds }),
    ),
    ...attention.map(({ id, reason }) => workerEvent("incident.needs_attention", id, { reason })),
  ]);
  return {
    seconds,
    notices,
    unreachable: unreachable.length,
    outcomes: asked.map(({ incident, outcome }) => ({ target: incident.issuer, outcome: outcome.kind })),
  };
}

interface AskedAnswer extends Answer {
  readonly incident: RevokableIncident;
  readonly outcome: RevokeOutcome;
}

function isAsked(answer: Answer): answer is AskedAnswer {
  return answer.incident !== null && answer.outcome !== null;
}

function noticeOf(incident: RevokableIncident) {
  const { id, ownerEmail, ownerLocale, ownerName, round } = incident;
  if (ownerEmail === null) return [];
  return [{ incidentId: id, template: "revoked", round, name: ownerName ?? "", email: ownerEmail, locale: ownerLocale } as const];
}

/** Postponed while the issuer asks for patience; given up at once when it refuses. */
function failureOf({ obligation, outcome }: AskedAnswer): Failure {
  const error = "reason" in outcome ? outcome.reason : "the issuer does not know this token any more";
  return outcome.kind === "retry_later"
    ? failureAfter(obligation, error, outcome.afterSeconds)
    : { id: obligation.id, error, retrySeconds: null };
}

function attentionOf(id: string, state: "revoking" | "revoked", reason: string) {
  return { id, state: nextState(state, "give_up")!, reason };
}

function workerEvent(action: AuditEvent["action"], incidentId: string, detail: Record<string, unknown>): AuditEvent {
  return { action, actor: "worker", incidentId, detail };
}
