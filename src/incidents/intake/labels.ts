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

/** One letter a label, in the order of the records. */
export function encodeLabels(labels: readonly Label[]): string {
  return labels.map((label) => (label === null ? "-" : LETTERS[label])).join("");
}

export function decodeLabels(letters: string): Label[] {
  return Array.from(letters, (letter) => (letter === "t" ? "true_positive" : letter === "f" ? "false_positive" : null));
}
