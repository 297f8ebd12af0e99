import type { Queryable } from "../db/database.ts";
import type { Secret } from "../kernel/secret.ts";
import type { Classifier } from "./intake/classifier.ts";
import { selectIncidentByFingerprint } from "./queries/queries.sql.ts";
import { incidentView } from "./queries/views.ts";

const NOTHING = {
  format: null,
  redacted: null,
  verdict: null,
  verdict_detail: null,
  token: null,
  owner: null,
  caveats: [],
  incident: null,
};

/** What we know of a token somebody holds; stores nothing. */
export async function lookupToken(db: Queryable, classifier: Classifier, text: Secret) {
  const [finding] = await classifier.classify([text]);
  if (finding === null || finding === undefined) return NOTHING;
  const { candidate, fingerprint, judgement, known } = finding;
  const incident = await selectIncidentByFingerprint(db, fingerprint);
  const owner = known?.owner ?? null;
  return {
    format: candidate.format,
    redacted: candidate.redacted,
    verdict: judgement.verdict,
    verdict_detail: judgement.detail,
    token: known && { id: known.id, name: known.name },
    owner: owner && { name: owner.name, email: owner.email },
    caveats: judgement.copy?.caveats ?? [],
    incident: incident && incidentView(incident),
  };
}
