import type { Queryable } from "../db/database.ts";
import type { Matcher } from "../formats/matcher.ts";
import { AppError } from "../kernel/errors.ts";
import type { Secret } from "../kernel/secret.ts";
import { type Classifier, isUndecided } from "./intake/classifier.ts";
import { type IncidentRow, type OccurrenceRow, selectIncidentByFingerprint, selectOccurrences } from "./queries/queries.sql.ts";
import { incidentView } from "./queries/views.ts";
import { severityOf } from "./severity.ts";
import type { Judgement, Verdict } from "./verdict.ts";

const NOTHING = {
  format: null,
  redacted: null,
  verdict: null,
  verdict_detail: null,
  token: null,
  owner: null,
  severity: null,
  caveats: [],
  incident: null,
};

/** What we know of a token somebody holds; stores nothing. */
export async function lookupToken(db: Queryable, classifier: Classifier, text: Secret) {
  const [finding] = await classifier.classify([text], { elsewhereMs: null });
  if (finding === null || finding === undefined) return NOTHING;
  if (isUndecided(finding)) throw new AppError("unavailable", finding.undecided, { retryAfter: 5 });
  const { candidate, fingerprint, judgement, known } = finding;
  const incident = await selectIncidentByFingerprint(db, fingerprint);
  const caveats = judgement.copy?.caveats ?? [];
  const owner = known?.owner ?? null;
  return {
    format: candidate.format,
    redacted: candidate.redacted,
    verdict: judgement.verdict,
    verdict_detail: judgement.detail,
    token: known && { id: known.id, name: known.name },
    owner: owner && { name: owner.name, email: owner.email },
    severity: severityOf({ ...judgement, caveats, copyExpiresAt: judgement.copy?.expiresAt ?? null }, new Date()),
    caveats,
    incident: incident && incidentView(incident),
  };
}

/** What its issuer says of a token now; null when it is of no known format. */
export async function judgeToken(classifier: Classifier, text: Secret): Promise<Judgement | { readonly undecided: string } | null> {
  const [finding = null] = await classifier.classify([text], { elsewhereMs: PATIENCE_MS });
  if (finding === null) return null;
  return isUndecided(finding) ? { undecided: finding.undecided } : finding.judgement;
}

/** One token of a pasted text, and what is known of it. */
export interface PastedToken {
  readonly text: Secret;
  readonly redacted: string;
  readonly format: string;
  /** Null: its issuer could not be asked now. */
  readonly verdict: Verdict | null;
  readonly owner: string | null;
  readonly incident: IncidentRow | null;
  /** Where it was seen, the first of many. */
  readonly places: readonly OccurrenceRow[];
}

// Of all tokens of a text, so that a page of them stays short.
const PLACES = 100;

/** Every token in a text, each once, at most `limit`; stores nothing. */
export async function lookupPasted(needs: PastedNeeds, text: Secret, limit: number): Promise<PastedToken[]> {
  const found = needs.matcher.matchAll(text.reveal("look for tokens in it"));
  const candidates = [...new Map(found.map((candidate) => [candidate.text.reveal("tell doubles"), candidate])).values()].slice(0, limit);
  const judged = await needs.classifier.classify(
    candidates.map((candidate) => candidate.text),
    { elsewhereMs: PATIENCE_MS },
  );
  return await Promise.all(
    candidates.map(async ({ format, redacted, text: token }, index) => {
      const finding = judged[index] ?? null;
      const known = finding === null || isUndecided(finding) ? null : finding;
      const incident = known === null ? null : await selectIncidentByFingerprint(needs.db, known.fingerprint);
      const shown = Math.max(1, Math.floor(PLACES / candidates.length));
      return {
        text: token,
        redacted,
        format,
        verdict: known?.judgement.verdict ?? null,
        owner: known?.known?.owner?.name ?? null,
        incident,
        places: incident === null ? [] : (await selectOccurrences(needs.db, incident.id)).slice(0, shown),
      };
    }),
  );
}

const PATIENCE_MS = 8_000;

export interface PastedNeeds {
  readonly db: Queryable;
  readonly classifier: Classifier;
  readonly matcher: Matcher;
}
