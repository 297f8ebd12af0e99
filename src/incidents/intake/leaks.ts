import type { AuditEvent } from "../../audit/event.ts";
import type { AuditBlock } from "../../audit/trail.ts";
import type { Transaction } from "../../db/database.ts";
import type { Matcher } from "../../formats/matcher.ts";
import { groupBy } from "../../kernel/collections.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import { cleanLine } from "../../kernel/text.ts";
import { insertFollowUps } from "../../notices/outbox/follow-ups.sql.ts";
import { endDigestWait } from "../../notices/outbox/outbox.sql.ts";
import { alertOperator, createNotices, type NoticeRequest } from "../../notices/outbox/outbox.ts";
import { firstRecipients, type Recipient } from "../../notices/recipients.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { addObligations, type NewObligation } from "../../obligations/obligations.sql.ts";
import type { Decision } from "../../policy/policy.ts";
import type { Report } from "../../sources/source.ts";
import { markAttention, markUnreachable } from "../attention.sql.ts";
import { type NewAlert, oweReportsBack, rememberAlerts } from "../callbacks/alerts.sql.ts";
import { alertContext } from "../callbacks/report-back.ts";
import { contactsOf, OWNER_UNREACHABLE } from "../owners.ts";
import type { Plan } from "../plan.ts";
import { schedulePurge } from "../retention/purge.sql.ts";
import { type Sealer, sealContext } from "../sealing/sealer.ts";
import type { IncidentSettings } from "../settings.ts";
import { type IncidentState, nextState } from "../state.ts";
import type { Classifier, Finding } from "./classifier.ts";
import {
  confirmIncidents,
  type IncidentFacts,
  insertIncidents,
  insertOccurrences,
  type LockedIncident,
  lockIncidents,
  type NewIncident,
  type NewOccurrence,
} from "./intake.sql.ts";
import { rememberCopies } from "./memory.sql.ts";
import { withoutTokens } from "./places.ts";

/** One credential seen at one place. */
export interface Sighting {
  readonly finding: Finding;
  readonly decision: Decision;
  readonly report: Report;
  readonly deliveryId: string;
  readonly source: string;
  readonly receivedAt: Date;
  /** Found by looking back. */
  readonly backfill: boolean;
  /** The trace it came in with; null: nobody keeps one. */
  readonly trace: string | null;
}

/** All sightings of one credential in a batch; `best` decides what is done. */
export interface Leak {
  readonly fingerprint: Fingerprint;
  readonly sightings: readonly Sighting[];
  readonly best: Sighting;
  readonly plan: Plan;
}

export interface LeakNeeds {
  readonly classifier: Classifier;
  readonly matcher: Matcher;
  readonly keyring: Keyring;
  readonly sealer: Sealer;
  readonly settings: IncidentSettings;
}

/**
 * Writes leaks (sorted by fingerprint) as incidents, occurrences, obligations and audit: a handful of statements,
 * however many they are. Answers the kinds of obligations that are due now.
 */
export async function recordLeaks(tx: Transaction, leaks: readonly Leak[], audit: AuditBlock, needs: LeakNeeds): Promise<ObligationKind[]> {
  const { settings } = needs;
  const placed = await placeLeaks(tx, leaks, needs);
  const known = placed.filter((item) => !item.isNew).map((item) => item.id);
  insertOccurrences(
    tx,
    placed.flatMap((item) => occurrencesOf(item, needs)),
    known,
  );
  rememberCopies(tx, placed.flatMap(copiesOf));
  const alerts = placed.flatMap((item) => alertsOf(item, needs));
  rememberAlerts(tx, alerts);
  // Of a token that is dead already; the others are told when they are.
  oweReportsBack(
    tx,
    alerts.map(({ incidentId }) => incidentId),
  );
  const owed = placed.flatMap(revocationOf);
  addObligations(tx, owed);
  const told = placed.flatMap(noticeOf);
  createNotices(tx, told, settings);
  const untold = placed.filter(isUntold);
  askPerson(tx, untold, settings);
  insertFollowUps(tx, known, settings.mailHost);
  if (settings.digestHours > 0)
    endDigestWait(
      tx,
      placed.filter(isReportedNow).map(({ id }) => id),
    );
  schedulePurge(tx, known, settings.retentionDays);
  audit.append([...placed.flatMap(eventOf), ...untold.map(untoldEvent)]);
  return [...new Set([...owed.map(({ kind }) => kind), ...(told.length + untold.length > 0 ? (["notify"] as const) : [])])];
}

/** A leak with its incident. `began` is the state that this report put it into, if it did. */
interface PlacedLeak {
  readonly leak: Leak;
  readonly id: string;
  readonly isNew: boolean;
  readonly began: IncidentState | null;
  /** Of a report that began something. */
  readonly round: number;
}

/** New incidents first: a fingerprint that another process is adding is waited for, and then it is there to be locked. */
async function placeLeaks(tx: Transaction, leaks: readonly Leak[], needs: LeakNeeds): Promise<PlacedLeak[]> {
  const rows = leaks.map((leak) => newIncident(leak, needs));
  await sealTokens(leaks, rows, needs.sealer);
  const inserted = await insertIncidents(tx, rows);
  const placed = leaks.flatMap((leak, index): PlacedLeak[] => {
    const { id, round, state } = rows[index]!;
    return inserted.has(id) ? [{ leak, id, isNew: true, began: state, round }] : [];
  });
  const known = leaks.filter((_, index) => !inserted.has(rows[index]!.id));
  return known.length === 0 ? placed : [...placed, ...(await confirmKnown(tx, known, needs))];
}

async function confirmKnown(tx: Transaction, leaks: readonly Leak[], needs: LeakNeeds): Promise<PlacedLeak[]> {
  const fingerprints = leaks.map((leak) => leak.fingerprint);
  const locked = new Map((await lockIncidents(tx, fingerprints)).map((row) => [row.fingerprint, row]));
  const stale = leaks.filter((leak) => leak.plan.event !== null && locked.get(leak.fingerprint)!.revokedAt !== null);
  const alive = await stillAlive(stale, locked, needs.classifier);
  const placed = leaks.map((leak): PlacedLeak => {
    const { accepted, id, revokedAt, round, state } = locked.get(leak.fingerprint)!;
    const holds = leak.plan.event !== null && !accepted && (revokedAt === null || alive.has(leak));
    return { leak, id, isNew: false, began: holds ? nextState(state, leak.plan.event) : null, round: round + 1 };
  });
  const confirmed = placed.filter((item) => item.began !== null);
  const rows = confirmed.map(({ leak, id, began }) => factsOf(leak, id, began!));
  await sealTokens(
    confirmed.map(({ leak }) => leak),
    rows,
    needs.sealer,
  );
  confirmIncidents(tx, rows);
  return placed;
}

/**
 * A token that was looked up before its incident was locked may have been revoked in between, so that concurrent reports of
 * one token must not begin a second revocation. Our own are looked up again, under the lock; an issuer elsewhere is believed
 * when it was asked after the revocation. What nobody can look up stays revoked.
 */
async function stillAlive(leaks: readonly Leak[], locked: ReadonlyMap<string, LockedIncident>, classifier: Classifier): Promise<Set<Leak>> {
  const genuine = leaks.filter(({ best }) => best.finding.judgement.verdict === "genuine");
  const alive = new Set(
    genuine.filter(({ best, fingerprint }) => (best.finding.elsewhere?.askedAt ?? 0) > locked.get(fingerprint)!.revokedAt!),
  );
  for (const [issuer, group] of groupBy(genuine, ({ best }) => best.finding.issuer)) {
    if (issuer.where === "elsewhere") continue;
    const candidates = group.map(({ best }) => best.finding.candidate);
    const again = await classifier.judgeAgain(issuer, candidates);
    for (const leak of group.filter((_, index) => again[index]!.judgement.verdict === "genuine")) alive.add(leak);
  }
  return alive;
}

function newIncident(leak: Leak, needs: LeakNeeds): NewIncident {
  const { state } = leak.plan;
  const ends = state === "dismissed" || state === "received";
  return {
    ...factsOf(leak, uuidv7(), state),
    fingerprint: leak.fingerprint,
    occurrence_count: new Set(leak.sightings.map(placeKey)).size,
    round: state === "dismissed" ? 0 : 1,
    purge_days: ends && leak.plan.tells !== "exposed" && recipientsOf(leak).length === 0 ? needs.settings.retentionDays : null,
  };
}

const TOKEN_NAME_MAX = 200;
const URL_MAX = 2_000;

function factsOf(leak: Leak, id: string, state: IncidentState): IncidentFacts {
  const { best, plan } = leak;
  const backfill = isBackfill(leak);
  const { finding, source, receivedAt, trace } = best;
  const { candidate, issuer, judgement, known } = finding;
  const contacts = contactsOf(known?.owner ?? null);
  return {
    id,
    state,
    verdict: judgement.verdict,
    verdict_detail: judgement.detail,
    format: candidate.format,
    issuer: issuer.id,
    token_id: known?.id ?? null,
    token_hint: candidate.redacted,
    token_name: known && cleanLine(known.name, TOKEN_NAME_MAX),
    token_created_at: known?.createdAt ?? null,
    token_used_at: known?.lastUsedAt ?? null,
    token_caveats: judgement.copy?.caveats ?? [],
    copy_expires_at: judgement.copy?.expiresAt ?? null,
    owner_name: known?.owner?.name ?? null,
    owner_email: known?.owner?.email ?? null,
    owner_locale: known?.owner?.locale ?? null,
    source,
    reported_at: receivedAt,
    ...(contacts === null ? {} : { contacts }),
    ...(backfill ? { backfill } : {}),
    ...(plan.suspends ? { plan: "suspend" } : {}),
    ...(trace === null ? {} : { trace }),
    ...(state === "needs_attention" ? { attention_reason: best.decision.why } : {}),
  };
}

/** An issuer that can revoke only what it is shown will be shown the token: until then it is kept, sealed, in its incident's row. */
async function sealTokens(leaks: readonly Leak[], rows: readonly IncidentFacts[], sealer: Sealer): Promise<void> {
  for (const [index, row] of rows.entries()) {
    const { candidate, issuer } = leaks[index]!.best.finding;
    if (issuer.where === "here" || !issuer.needsToken || (row.state !== "revoking" && row.state !== "needs_attention")) continue;
    row.sealed_token = await sealer.seal(candidate.text, sealContext(row.id));
  }
}

function placeKey({ source, report }: Sighting): string {
  return JSON.stringify([source, report.url, report.place]);
}

function occurrencesOf({ leak, id }: PlacedLeak, { keyring, matcher }: LeakNeeds): NewOccurrence[] {
  const places = new Map(leak.sightings.map((sighting) => [placeKey(sighting), sighting]));
  return Array.from(places, ([key, { deliveryId, finding, report, source }]) => ({
    incident_id: id,
    delivery_id: deliveryId,
    source,
    place_hash: keyring.fingerprint("place", key),
    reported_type: cleanLine(withoutTokens(report.type, matcher), TOKEN_NAME_MAX),
    url: report.url === null ? null : cleanLine(withoutTokens(report.url, matcher), URL_MAX),
    place: report.place === null ? null : cleanLine(withoutTokens(report.place, matcher), TOKEN_NAME_MAX),
    copy_detail: finding.judgement.detail,
  }));
}

/** The alerts of code hosts that this leak came from, each once. */
function alertsOf({ leak, id: incidentId }: PlacedLeak, { keyring }: LeakNeeds): NewAlert[] {
  const texts = leak.sightings.flatMap(({ report, source }) =>
    report.alert === undefined ? [] : [{ source, text: JSON.stringify(report.alert) }],
  );
  const each = new Map(texts.map((one) => [`${one.source} ${one.text}`, one]));
  return Array.from(each.values(), ({ source, text }) => {
    const id = uuidv7();
    const alertHash = keyring.fingerprint("alert", source, text);
    return { id, incidentId, source, alertHash, sealed: keyring.seal(Buffer.from(text), alertContext(id)) };
  });
}

/** By which copies an incident was proven, where the issuer may forget it. */
function copiesOf({ leak, id }: PlacedLeak): { copy: Fingerprint; incidentId: string }[] {
  const proven = leak.sightings.flatMap(({ finding: { elsewhere, fingerprint } }) =>
    elsewhere === null || elsewhere.copy === fingerprint ? [] : [elsewhere.copy],
  );
  return [...new Set(proven)].map((copy) => ({ copy, incidentId: id }));
}

function revocationOf({ leak, id, began }: PlacedLeak): NewObligation[] {
  if (began !== "revoking") return [];
  const { issuer } = leak.best.finding;
  const whose = issuer.where === "here" ? ({ kind: "revoke" } as const) : ({ kind: "revoke_elsewhere", lane: issuer.id } as const);
  return [{ id: uuidv7(), incidentId: id, ...whose }];
}

/** Whom there is to tell now. */
function recipientsOf({ best, plan }: Leak): Recipient[] {
  const owner = best.finding.known?.owner ?? null;
  if (plan.tells === null || owner === null) return [];
  return firstRecipients({ ownerName: owner.name, ownerEmail: owner.email, ownerLocale: owner.locale, contacts: contactsOf(owner) });
}

/** The owner is told once: of a copy that nobody can use when it is new, of a token that lives when that was decided. */
function isToBeTold({ leak: { plan }, isNew, began }: PlacedLeak): boolean {
  return plan.tells !== null && (plan.event === null ? isNew : began !== null);
}

function noticeOf(item: PlacedLeak): NoticeRequest[] {
  const { id, leak, round } = item;
  const { tells } = leak.plan;
  if (tells === null || !isToBeTold(item)) return [];
  return recipientsOf(leak).map((to) => ({ incidentId: id, template: tells, round, to, backfill: isBackfill(leak) }));
}

/** A token that lives on because its owner is to decide, and whose owner nobody can tell. */
function isUntold(item: PlacedLeak): boolean {
  return item.leak.plan.tells === "exposed" && isToBeTold(item) && recipientsOf(item.leak).length === 0;
}

/** Then a person has to. */
function askPerson(tx: Transaction, untold: readonly PlacedLeak[], settings: IncidentSettings): void {
  const reason = OWNER_UNREACHABLE;
  markUnreachable(
    tx,
    untold.map(({ id }) => id),
  );
  alertOperator(
    tx,
    untold.map(({ id: incidentId, round }) => ({ incidentId, template: "unreachable", round, reason })),
    settings,
  );
  markAttention(
    tx,
    untold.map(({ id }) => ({ id, state: "needs_attention", reason })),
  );
}

function untoldEvent({ id: incidentId }: PlacedLeak): AuditEvent {
  return { action: "incident.needs_attention", actor: "intake", incidentId, detail: { reason: OWNER_UNREACHABLE } };
}

function isBackfill({ sightings }: Leak): boolean {
  return sightings.every(({ backfill }) => backfill);
}

/** What was found by looking back may be found anew. */
function isReportedNow({ isNew, leak }: PlacedLeak): boolean {
  return !isNew && !isBackfill(leak);
}

function eventOf({ leak, id, isNew, began }: PlacedLeak): AuditEvent[] {
  if (!isNew && began === null) return [];
  const { judgement } = leak.best.finding;
  return [
    {
      action: isNew ? "incident.reported" : "incident.reported_again",
      actor: "intake",
      incidentId: id,
      detail: {
        state: began,
        verdict: judgement.verdict,
        detail: judgement.detail,
        why: leak.best.decision.why,
        source: leak.best.source,
        places: leak.sightings.length,
      },
    },
  ];
}
