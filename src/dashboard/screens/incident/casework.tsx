import type { JSX } from "preact";
import { rolesThatMay } from "../../../access/roles.ts";
import { assigneeOfRole } from "../../../incidents/casework/assignees.ts";
import { CLOSINGS } from "../../../incidents/casework/closing.ts";
import { cleanLine, readAlike } from "../../../kernel/text.ts";
import { Assignee, assigneeText } from "../../ui/assignee.tsx";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { UNTRANSLATED } from "../../ui/text.tsx";
import type { Incident } from "./incident.tsx";

/** Whose it is, and what people say of it. */
export function CaseworkCard({ incident, people }: { readonly incident: Incident; readonly people: readonly string[] }): JSX.Element {
  const { visitor, words } = usePage();
  const refused = visitor?.may("incidents:act") === true ? null : words.text("act.role");
  const { assigned_to: assignee, id } = incident;
  return (
    <section class="card" aria-labelledby="casework">
      <h2 id="casework">{words.text("casework.title")}</h2>
      <p>
        {words.text("casework.assignee")}: <Assignee of={assignee} />
      </p>
      {refused !== null ? (
        <Button refused={refused}>{words.text("casework.assign")}</Button>
      ) : (
        <>
          <Assign id={id} assignee={assignee} people={people} />
          <Form to={path`/admin/incidents/${id}/comment`}>
            <div class="field">
              <label for="text">{words.text("casework.comment")}</label>
              <input id="text" name="text" required maxLength={1_000} autocomplete="off" aria-describedby="text-hint" />
              <small id="text-hint">{words.text("casework.commentHint")}</small>
            </div>
            <Button>{words.text("casework.say")}</Button>
          </Form>
        </>
      )}
    </section>
  );
}

interface AssignProps {
  readonly id: string;
  readonly assignee: string | null;
  readonly people: readonly string[];
}

function Assign({ assignee, id, people }: AssignProps): JSX.Element {
  const { visitor, words } = usePage();
  const to = path`/admin/incidents/${id}/assign`;
  const own = visitor!.session.name;
  return (
    <>
      <Form to={to}>
        <div class="row">
          <div class="field">
            <label for="to">{words.text("casework.to")}</label>
            <select id="to" name="to" required>
              <option value="">{words.text("closing.choose")}</option>
              <optgroup label={words.text("casework.roles")}>
                {rolesThatMay("incidents:act").map((role) => (
                  <option key={role} value={assigneeOfRole(role)} selected={assignee === assigneeOfRole(role)}>
                    {assigneeText(assigneeOfRole(role), words)}
                  </option>
                ))}
              </optgroup>
              <optgroup label={words.text("casework.people")}>
                {people.map((name) => (
                  <option key={name} value={name} selected={assignee === name} {...UNTRANSLATED}>
                    {cleanLine(name, 60)}
                  </option>
                ))}
              </optgroup>
            </select>
          </div>
          <Button>{words.text("casework.assign")}</Button>
        </div>
      </Form>
      <div class="actions after">
        {assignee !== own && (
          <Form to={to}>
            <Button name="to" value={own}>
              {words.text("casework.mine")}
            </Button>
          </Form>
        )}
        {assignee !== null && (
          <Form to={to}>
            <Button name="to" value="">
              {words.text("casework.drop")}
            </Button>
          </Form>
        )}
      </div>
    </>
  );
}

/** As what it is closed; a part of the form of the acts. */
export function ClosingFields({ incident }: { readonly incident: Incident }): JSX.Element {
  const { words } = usePage();
  const usual = incident.revoked_at === null ? null : "revoked";
  return (
    <div class="field">
      <label for="as">{words.text("closing.as")}</label>
      <select id="as" name="as">
        <option value="">{words.text("closing.choose")}</option>
        {CLOSINGS.filter((closing) => closing !== "accepted_risk" || incident.revoked_at === null).map((closing) => (
          <option key={closing} value={closing} selected={closing === usual}>
            {words.text(`closing.${closing}`)}
          </option>
        ))}
      </select>
      {incident.revoked_at === null && (
        <>
          <label for="until">{words.text("closing.until")}</label>
          <input id="until" name="until" type="date" aria-describedby="until-hint" />
          <small id="until-hint">{words.text("closing.untilHint")}</small>
        </>
      )}
    </div>
  );
}

/** What somebody asks another person to accept. */
export function RiskCard({
  incident: { id, risk_asked_by: asker, risk_until: until, state },
}: {
  readonly incident: Incident;
}): JSX.Element | null {
  const { visitor, words } = usePage();
  if (asker === null || until === null || state === "closed") return null;
  const role = visitor?.may("risk:approve") === true ? null : words.text("bulk.approve.role", { roles: words.roles("risk:approve") });
  const refused = role ?? (readAlike(visitor!.session.name, asker) ? words.text("risk.own") : null);
  return (
    <section class="card" aria-labelledby="risk">
      <h2 id="risk">{words.text("risk.title")}</h2>
      <p>{words.text("risk.asks", { who: asker, day: until.toISOString().slice(0, 10) })}</p>
      <Form to={path`/admin/incidents/${id}/risk`} class="actions">
        <Button kind="danger" name="answer" value="accept" refused={refused}>
          {words.text("risk.accept")}
        </Button>
        <Button name="answer" value="refuse" refused={refused}>
          {words.text("risk.refuse")}
        </Button>
      </Form>
    </section>
  );
}
