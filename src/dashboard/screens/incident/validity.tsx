import type { JSX } from "preact";
import type { Validity } from "../../../incidents/acts/checking.ts";
import type { Outlook } from "../../../incidents/acts/outlook.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Ago, Badge, Said, type Tone } from "../../ui/text.tsx";
import type { Incident } from "./incident.tsx";

const TONES: Readonly<Record<Validity, Tone>> = {
  active: "bad",
  revoked: "good",
  expired: "good",
  unknown: "calm",
  check_failed: "warn",
};

interface Known {
  readonly validity: Validity;
  readonly at: Date;
}

/** Whether the token works, since when that is known, and a button that asks its issuer now. */
export function ValidityLine({ incident, outlook }: { readonly incident: Incident; readonly outlook: Outlook }): JSX.Element {
  const { now, visitor, words } = usePage();
  const { at, validity } = validityOf(incident, now);
  const refusal = outlook.checkRefusal;
  const refused = visitor?.may("incidents:act") !== true ? words.text("act.role") : refusal === null ? null : <Said text={refusal} />;
  return (
    <Form to={path`/admin/incidents/${incident.id}/check`} class="actions asked">
      <span>
        {words.text("validity.title")} <Badge tone={TONES[validity]} text={words.text(`validity.${validity}`)} />{" "}
        <small>
          {words.text("validity.asOf")} <Ago at={at} />
        </small>
      </span>
      <Button refused={refused}>{words.text("validity.check")}</Button>
    </Form>
  );
}

/** The newest of what was found, done and asked. */
function validityOf(incident: Incident, now: Date): Known {
  const { reported_at: reported, revoked_at: revoked, verdict, verdict_detail: detail, verified_at: verified } = incident;
  const found: Known = { validity: ofVerdict(verdict, detail), at: verified ?? reported };
  const done: Known[] = revoked === null ? [] : [{ validity: "revoked", at: revoked }];
  const asked = incident.timeline.flatMap(({ action, at, detail: said }): Known[] => {
    if (action === "incident.restored") return [{ validity: "active", at }];
    return action === "incident.checked" && isValidity(said?.["result"]) ? [{ validity: said["result"], at }] : [];
  });
  const newest = [found, ...done, ...asked].toSorted((one, other) => other.at.getTime() - one.at.getTime())[0]!;
  const end = incident.copy_expires_at;
  return newest.validity === "active" && end !== null && end <= now ? { validity: "expired", at: end } : newest;
}

function ofVerdict(verdict: string, detail: string): Validity {
  if (verdict === "genuine") return "active";
  if (verdict !== "inactive") return "unknown";
  return detail === "revoked" ? "revoked" : "expired";
}

function isValidity(value: unknown): value is Validity {
  return typeof value === "string" && Object.hasOwn(TONES, value);
}
