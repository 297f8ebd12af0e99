import type { AuditEvent } from "../../audit/event.ts";
import type { Transaction } from "../../db/database.ts";
import { chunks } from "../../kernel/collections.ts";
import { uuidv7 } from "../../kernel/ids.ts";
import type { Fingerprint, Keyring } from "../../kernel/keyring.ts";
import { cleanLine } from "../../kernel/text.ts";
import { createNotices, type NoticeRequest } from "../../notices/outbox.ts";
import type { ObligationKind } from "../../obligations/obligation.ts";
import { addObligations } from "../../obligations/obligations.sql.ts";
import type { Report } from "../../sources/source.ts";
import { schedulePurge } from "../purge.sql.ts";
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

/** One credential seen at one place. */
export interface Sighting {
  readonly finding: Finding;
  readonly report: Report;
  readonly deliveryId: string;
  readonly source: string;
  readonly receivedAt: Date;
}

/** All sightings of one credential in a batch; `best` decides what is done. */
export interface Leak {
  readonly fingerprint: Fingerprint;
  readonly sightings: readonly Sighting[];
  readonly best: Sighting;
}

export interface IntakeSettings {
  readonly retentionDays: number;
  readonly mailHost: string;
}

export interface Recorded {
  readonly events: readonly AuditEvent[];
  readonly owed: ObligationKind[];
}

// Statements stay within a few MB of parameters.
const ROWS_PER_STATEMENT = 4_000;

/** Writes leaks (sorted by fingerprint) as incidents, occurrences and obligations, a handful of statements per chunk. */
export async function recordLeaks(
  tx: Transaction,
  leaks: readonly Leak[],
  classifier: Classifier,
  keyring: Keyring,
  settings: IntakeSettings,
): Promise<Recorded> {
  const events: AuditEvent[] = [];
  const owed = new Set<ObligationKind>();
  for (const chunk of chunks(leaks, ROWS_PER_STATEMENT)) {
    const placed = await placeLeaks(tx, chunk, classifier, settings);
    await insertOccurrences(
      tx,
      placed.flatMap((item) => occurrencesOf(item, keyring)),
      placed.filter((item) => !item.isNew).map((item) => item.id),
    );
    const revoking = placed.filter((item) => item.began === "revoking");
    await addObligations(
      tx,
      revoking.map(({ id }) => ({ id: uuidv7(), kind: "revoke", incidentId: id })),
    );
    const told = await createNotices(tx, placed.flatMap(harmlessNotice), settings.mailHost);
    await schedulePurge(
      tx,
      placed.filter((item) => !item.isNew).map((item) => item.id),
      settings.retentionDays,
    );
    if (revoking.length > 0) owed.add("revoke");
    if (told > 0) owed.add("notify");
    events.push(...placed.flatMap(eventOf));
  }
  return { events, owed: [...owed] };
}

/** A leak with its incident. `began` is the state that this report put it into, if it did. */
interface PlacedLeak {
  readonly leak: Leak;
  readonly id: string;
  readonly isNew: boolean;
  readonly began: IncidentState | null;
}

async function placeLeaks(
  tx: Transaction,
  leaks: readonly Leak[],
  classifier: Classifier,
  settings: IntakeSettings,
): Promise<PlacedLeak[]> {
  const placed: PlacedLeak[] = [];
  let rest = leaks;
  // Another process may add an incident between the lock and the insert; then it is there to be locked next time.
  while (rest.length > 0) {
    const locked = new Map(
      (
        await lockIncidents(
          tx,
          rest.map((leak) => leak.fingerprint),
        )
      ).map((row) => [row.fingerprint, row]),
    );
    const known = rest.filter((leak) => locked.has(leak.fingerprint));
    placed.push(...(await confirmKnown(tx, known, locked, classifier)));
    const created = rest.filter((leak) => !locked.has(leak.fingerprint)).map((leak) => ({ leak, row: newIncident(leak, settings) }));
    const inserted =
      created.length === 0
        ? new Set<string>()
        : await insertIncidents(
            tx,
            created.map(({ row }) => row),
          );
    for (const { leak, row } of created) {
      if (inserted.has(row.id)) placed.push({ leak, id: row.id, isNew: true, began: row.state });
    }
    rest = created.filter(({ row }) => !inserted.has(row.id)).map(({ leak }) => leak);
  }
  return placed;
}

async function confirmKnown(
  tx: Transaction,
  leaks: readonly Leak[],
  locked: ReadonlyMap<string, LockedIncident>,
  classifier: Classifier,
): Promise<PlacedLeak[]> {
  const stale = leaks.filter((leak) => isLive(leak.best.finding) && locked.get(leak.fingerprint)!.revoked);
  const alive = await stillAlive(stale, classifier);
  const placed = leaks.map((leak): PlacedLeak => {
    const { id, state, revoked } = locked.get(leak.fingerprint)!;
    const confirmed = isLive(leak.best.finding) && (!revoked || alive.has(leak));
    return { leak, id, isNew: false, began: confirmed ? nextState(state, "confirm") : null };
  });
  const confirmed = placed.filter((item) => item.began !== null);
  if (confirmed.length > 0)
    await confirmIncidents(
      tx,
      confirmed.map(({ leak, id, began }) => factsOf(leak, id, began!)),
    );
  return placed;
}

/**
 * A token that was looked up before its incident was locked may have been revoked in between. It is looked up again
 * under the lock, so that concurrent reports of one token never begin a second revocation.
 */
async function stillAlive(leaks: readonly Leak[], classifier: Classifier): Promise<Set<Leak>> {
  if (leaks.length === 0) return new Set();
  const again = await classifier.judgeAll(leaks.map((leak) => leak.best.finding.candidate));
  const live = new Set(again.filter(isLive).map((finding) => finding.candidate));
  return new Set(leaks.filter((leak) => live.has(leak.best.finding.candidate)));
}

function isLive(finding: Finding): boolean {
  return finding.judgement.verdict === "genuine";
}

function newIncident(leak: Leak, settings: IntakeSettings): NewIncident {
  const live = isLive(leak.best.finding);
  return {
    ...factsOf(leak, uuidv7(), live ? "revoking" : "dismissed"),
    fingerprint: leak.fingerprint,
    occurrence_count: new Set(leak.sightings.map(placeKey)).size,
    round: live ? 1 : 0,
    purge_days: live || tellsOwner(leak) ? null : settings.retentionDays,
  };
}

const TOKEN_NAME_MAX = 200;

function factsOf(leak: Leak, id: string, state: IncidentState): IncidentFacts {
  const { finding, source, receivedAt } = leak.best;
  const { candidate, issuer, judgement, known } = finding;
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
    owner_name: known?.owner?.name ?? null,
    owner_email: known?.owner?.email ?? null,
    owner_locale: known?.owner?.locale ?? null,
    source,
    reported_at: receivedAt,
  };
}

function placeKey({ source, report }: Sighting): string {
  return JSON.stringify([source, report.url, report.place]);
}

function occurrencesOf({ leak, id }: PlacedLeak, keyring: Keyring): NewOccurrence[] {
  const places = new Map(leak.sightings.map((sighting) => [placeKey(sighting), sighting]));
  return Array.from(places, ([key, { deliveryId, finding, report, source }]) => ({
    incident_id: id,
    delivery_id: deliveryId,
    source,
    place_hash: keyring.fingerprint("place", key),
    reported_type: cleanLine(withoutToken(report.type, finding), TOKEN_NAME_MAX),
    url: report.url === null ? null : withoutToken(report.url, finding),
    place: report.place === null ? null : withoutToken(report.place, finding),
    copy_detail: finding.judgement.detail,
  }));
}

/** Where a token leaked can hold the token itself: in an address, in the name of a file. */
function withoutToken(text: string, { candidate }: Finding): string {
  return text.replaceAll(candidate.text.reveal("take it out of what is stored beside it"), candidate.redacted);
}

/** A copy whose own caveats have run out kills nothing, but its owner is told, once. */
function tellsOwner(leak: Leak): boolean {
  const { judgement, known } = leak.best.finding;
  return judgement.detail === "expired_copy" && (known?.owner?.email ?? null) !== null;
}

function harmlessNotice({ leak, id, isNew }: PlacedLeak): NoticeRequest[] {
  if (!isNew || !tellsOwner(leak)) return [];
  const { name, email, locale } = leak.best.finding.known!.owner!;
  return [{ incidentId: id, template: "harmless_copy", round: 0, name, email: email!, locale }];
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
        source: leak.best.source,
        places: leak.sightings.length,
      },
    },
  ];
}
