import type { JSX } from "preact";
import type { Outlook } from "../../../incidents/acts/outlook.ts";
import { type ActOfPeople, actsIn } from "../../../incidents/state.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { At, Said } from "../../ui/text.tsx";
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
  readonly outlook: Outlook;
  /** What was wrong with an act that was tried just now, and its reason. */
  readonly failed: { readonly message: string; readonly reason: string } | null;
}

/** What can be done about it now. One reason, which every act needs; each button says what follows, or why it cannot be pressed. */
export function Acts({ failed, incident, outlook }: ActsProps): JSX.Element {
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
      {acts.length > 0 && (
        <Form to={path`/admin/incidents/${incident.id}/acts`}>
          {allowed ? (
            <>
              <Reason value={failed?.reason ?? ""} />
              {acts.includes("close") && <ClosingFields incident={incident} />}
            </>
          ) : (
            <p class="quiet" id="acts-refused">
              {words.text("act.role")}
            </p>
          )}
          <ul class="acts">
            {acts.map((act) => (
              <li key={act}>
                <Act act={act} allowed={allowed} outlook={outlook} />
              </li>
            ))}
          </ul>
        </Form>
      )}
    </section>
  );
}

function Reason({ value }: { readonly value: string }): JSX.Element {
  const { words } = usePage();
  return (
    <div class="field">
      <label for="reason">{words.text("act.reason")}</label>
      <input id="reason" name="reason" required maxLength={500} autocomplete="off" aria-describedby="reason-hint" value={value} />
      <small id="reason-hint">{words.text("act.reasonHint")}</small>
    </div>
  );
}

interface ActProps {
  readonly act: ActOfPeople;
  readonly allowed: boolean;
  readonly outlook: Outlook;
}

function Act({ act, allowed, outlook }: ActProps): JSX.Element {
  const { words } = usePage();
  const refusal = outlook.refusals[act];
  if (!allowed)
    return (
      <button type="button" disabled aria-describedby="acts-refused">
        {words.text(`act.${act}`)}
      </button>
    );
  return (
    <>
      <Button kind={KINDS[act]} name="act" value={act} refused={refusal === undefined ? null : <Said text={refusal} />}>
        {words.text(`act.${act}`)}
      </Button>
      {refusal === undefined && (
        <small>
          {words.text(`act.${act}.effect`)} <Taken act={act} {...outlook} />
        </small>
      )}
    </>
  );
}

/** Whether it can be taken back, and for how long. */
function Taken({ act, undo }: Pick<ActProps, "act"> & Pick<Outlook, "undo">): JSX.Element | null {
  const { now, words } = usePage();
  if (act === "restore" && undo.possible && undo.untilHours !== null) {
    return (
      <>
        {words.text("act.undo.until")} <At at={new Date(now.getTime() + undo.untilHours * HOUR_MS)} />
      </>
    );
  }
  if (act !== "revoke") return null;
  if (!undo.possible)
    return (
      <strong>
        {words.text("act.undo.cannot")} <Said text={undo.why} />
      </strong>
    );
  return (
    <>{words.text(undo.untilHours === null ? "act.undo.can" : "act.undo.for", { time: words.lapse((undo.untilHours ?? 0) * HOUR_MS) })}</>
  );
}

const HOUR_MS = 3_600_000;
