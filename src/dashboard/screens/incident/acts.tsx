import type { JSX } from "preact";
import { type ActOfPeople, actsIn } from "../../../incidents/state.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Said } from "../../ui/text.tsx";
import { ClosingFields } from "./casework.tsx";
import type { Incident } from "./incident.tsx";

const KINDS: Readonly<Record<ActOfPeople, "plain" | "main" | "danger">> = {
  revoke: "danger",
  retry: "main",
  restore: "plain",
  reopen: "plain",
  close: "plain",
};

interface ActsProps {
  readonly incident: Incident;
  /** What was wrong with an act that was tried just now, and its reason. */
  readonly failed: { readonly message: string; readonly reason: string } | null;
}

/** What can be done about it now. One reason, which every act needs; each button says what follows. */
export function Acts({ failed, incident }: ActsProps): JSX.Element {
  const { visitor, words } = usePage();
  const acts = actsIn(incident.state);
  const allowed = visitor?.may("incidents:act") ?? false;
  return (
    <section class="card" aria-labelledby="acts">
      <h2 id="acts">{words.text("act.title")}</h2>
      {failed !== null && (
        <p class="error" role="alert">
          <Said text={failed.message} />
        </p>
      )}
      {acts.length === 0 && <p class="quiet">{words.text("act.none")}</p>}
      {acts.length > 0 && !allowed && <p class="quiet">{words.text("act.role")}</p>}
      {acts.length > 0 && allowed && (
        <Form to={path`/admin/incidents/${incident.id}/acts`}>
          <div class="field">
            <label for="reason">{words.text("act.reason")}</label>
            <input
              id="reason"
              name="reason"
              required
              maxLength={500}
              autocomplete="off"
              aria-describedby="reason-hint"
              value={failed?.reason ?? ""}
            />
            <small id="reason-hint">{words.text("act.reasonHint")}</small>
          </div>
          {acts.includes("close") && <ClosingFields incident={incident} />}
          <ul class="acts">
            {acts.map((act) => (
              <li key={act}>
                <Button kind={KINDS[act]} name="act" value={act}>
                  {words.text(`act.${act}`)}
                </Button>
                <small>{words.text(`act.${act}.effect`)}</small>
              </li>
            ))}
          </ul>
        </Form>
      )}
    </section>
  );
}
