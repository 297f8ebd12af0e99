import type { JSX } from "preact";
import type { Severity } from "../../incidents/severity.ts";
import type { IncidentState } from "../../incidents/state.ts";
import type { Verdict } from "../../incidents/verdict.ts";
import { usePage } from "./page.ts";
import { Badge, type Tone } from "./text.tsx";

const STATES: Readonly<Record<IncidentState, Tone>> = {
  received: "calm",
  revoking: "warn",
  revoked: "good",
  dismissed: "calm",
  needs_attention: "bad",
  closed: "calm",
};

const VERDICTS: Readonly<Record<Verdict, Tone>> = { genuine: "warn", forged: "calm", unknown: "calm", inactive: "good" };

export function StateMark({ state }: { readonly state: IncidentState }): JSX.Element {
  return <Badge tone={STATES[state]} text={usePage().words.text(`state.${state}`)} />;
}

export function VerdictMark({ verdict }: { readonly verdict: Verdict }): JSX.Element {
  return <Badge tone={VERDICTS[verdict]} text={usePage().words.text(`verdict.${verdict}`)} />;
}

const SEVERITIES: Readonly<Record<Severity, Tone>> = { none: "good", unproven: "calm", limited: "warn", full: "bad" };

/** What the copy that leaked is good for. */
export function SeverityMark({ severity }: { readonly severity: Severity }): JSX.Element {
  return <Badge tone={SEVERITIES[severity]} text={usePage().words.text(`severity.${severity}`)} />;
}

/** Its owner leaked another live token shortly before. */
export function RepeatMark(): JSX.Element {
  return <Badge tone="bad" text={usePage().words.text("incident.repeat")} />;
}
