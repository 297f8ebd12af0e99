import type { Decision } from "../../policy/policy.ts";
import type { Label } from "../../sources/source.ts";
import { labelOf } from "../verdict.ts";
import type { Finding } from "./classifier.ts";

/** The feedback on one record: what is exempt is none, and of what only its issuer can judge nothing is known yet. */
export function labelFor({ judgement }: Finding, { exempt, lateLabel }: Decision): Label {
  if (exempt) return "false_positive";
  return judgement.detail === "issuer_decides" ? lateLabel : labelOf(judgement.verdict);
}

const LETTERS = { true_positive: "t", false_positive: "f" } as const;

const UNDECIDED = "?";

/** One letter a label, in the order of the records; undefined is one that is still to be decided. */
export function encodeLabels(labels: readonly (Label | undefined)[]): string {
  return labels.map((label) => (label === undefined ? UNDECIDED : label === null ? "-" : LETTERS[label])).join("");
}

/** What was decided of so many records; of none of them when it was of another number. */
export function decodeDecided(letters: string | null, records: number): (Label | undefined)[] {
  if (letters?.length !== records) return [];
  const labels = decodeLabels(letters);
  return labels.map((label, index) => (letters[index] === UNDECIDED ? undefined : label));
}

export function decodeLabels(letters: string): Label[] {
  return Array.from(letters, (letter) => (letter === "t" ? "true_positive" : letter === "f" ? "false_positive" : null));
}
