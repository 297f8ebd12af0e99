import type { JSX } from "preact";
import { z } from "zod";
import type { Sessions } from "../../../access/sessions.ts";
import type { Queryable } from "../../../db/database.ts";
import type { Matcher } from "../../../formats/matcher.ts";
import { INCIDENT_ACTIONS, type IncidentActions } from "../../../incidents/acts/actions.ts";
import type { Checking } from "../../../incidents/acts/checking.ts";
import type { Looking } from "../../../incidents/acts/looking.ts";
import type { Outlook } from "../../../incidents/acts/outlook.ts";
import type { Casework } from "../../../incidents/casework/casework.ts";
import { CLOSINGS } from "../../../incidents/casework/closing.ts";
import { selectContacts } from "../../../incidents/queries/queries.sql.ts";
import { countEarlierLeaks } from "../../../incidents/queries/repeats.sql.ts";
import { incidentDetail } from "../../../incidents/queries/views.ts";
import { lineOf } from "../../../kernel/check.ts";
import { AppError, STATUS_OF } from "../../../kernel/errors.ts";
import type { Contact } from "../../../notices/recipients.ts";
import type { Reporter } from "../../../sources/direct.ts";
import { path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { StateMark, VerdictMark } from "../../ui/marks.tsx";
import { usePage, type View } from "../../ui/page.ts";
import { Ago, At, Said } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";
import type { Words } from "../../words/words.ts";
import { Acts } from "./acts.tsx";
import { askingScreens } from "./asking-screens.ts";
import { CaseworkCard, RiskCard } from "./casework.tsx";
import { caseworkScreens } from "./casework-screens.ts";
import { Caveats, TokenFacts } from "./facts.tsx";
import { Notices } from "./notices.tsx";
import { Places } from "./places.tsx";
import { Timeline } from "./timeline.tsx";
import { ValidityLine } from "./validity.tsx";

export type Incident = NonNullable<Awaited<ReturnType<typeof incidentDetail>>>;
/** Everybody who can report, by id. */
export type Reporters = ReadonlyMap<string, Reporter>;

export interface IncidentNeeds {
  readonly db: Queryable;
  readonly actions: Pick<IncidentActions, "act" | "outlook">;
  readonly checking: Pick<Checking, "check">;
  readonly looking: Pick<Looking, "look">;
  readonly casework: Casework;
  readonly sessions: Pick<Sessions, "people">;
  readonly matcher: Matcher;
  readonly reporters: Reporters;
}

const REASON_MAX = 500;
const actForm = z.object({
  act: z.enum(INCIDENT_ACTIONS),
  reason: z.string(),
  as: z.enum(["", ...CLOSINGS]).default(""),
  until: z.union([z.literal(""), z.iso.date()]).default(""),
});
const reasonOf = lineOf(REASON_MAX);

/** One incident with everything that hangs on it, and what people do about it. */
export function incidentScreens(needs: IncidentNeeds): Screen[] {
  const { actions, casework, db, matcher, reporters, sessions } = needs;
  const view = async (id: string, words: Words, failed: FailedAct | null): Promise<View> => {
    const incident = await incidentDetail(db, id);
    if (incident === null) throw new AppError("not_found", "there is no incident with this id");
    const title = words.text("incident.title", { hint: incident.token_hint });
    const [people, outlook, earlier, contacts] = await Promise.all([
      sessions.people(),
      actions.outlook(id),
      countEarlierLeaks(db, id),
      selectContacts(db, id),
    ]);
    const names = people.map(({ name }) => name);
    const body = <Detail {...{ incident, outlook, earlier, contacts, reporters, failed }} people={names} />;
    return { title, body };
  };
  return [
    screen({
      method: "get",
      path: "/admin/incidents/:id",
      permission: "incidents:read",
      params: idParams,
      handle: async ({ params, words }) => await view(params.id, words, null),
    }),
    screen({
      method: "post",
      path: "/admin/incidents/:id/acts",
      permission: "incidents:act",
      params: idParams,
      form: actForm,
      handle: async ({ form: { act, as, reason, until }, now, params: { id }, visitor, words }) => {
        const person = visitor.session.name;
        try {
          const said = reasonOf.safeParse(reason);
          if (!said.success) throw new AppError("invalid_request", words.text("act.reasonMissing"));
          if (act === "close" && as === "") throw new AppError("invalid_request", words.text("closing.missing"));
          if (act === "close" && as === "accepted_risk") {
            if (until === "") throw new AppError("invalid_request", words.text("closing.noDay"));
            await casework.askToAccept(id, new Date(until), said.data, person, now);
            return { to: path`/admin/incidents/${id}`, done: "risk_asked" };
          }
          await actions.act(id, act, said.data, `admin:${person}`, act === "close" && as !== "" ? as : null);
          return { to: path`/admin/incidents/${id}`, done: act };
        } catch (error) {
          // What the state or the issuer does not allow is told beside the buttons, with the reason kept.
          if (!(error instanceof AppError) || !TOLD_IN_PLACE.has(error.code)) throw error;
          return { ...(await view(id, words, { message: error.message, reason })), status: STATUS_OF[error.code] };
        }
      },
    }),
    ...askingScreens(needs),
    ...caseworkScreens(casework, sessions, (text) => matcher.matchAll(text).length === 0),
  ];
}

const TOLD_IN_PLACE: ReadonlySet<string> = new Set(["invalid_request", "conflict", "unavailable"]);

interface FailedAct {
  readonly message: string;
  readonly reason: string;
}

interface DetailProps {
  readonly incident: Incident;
  readonly outlook: Outlook;
  /** How many other live tokens of its owner leaked shortly before. */
  readonly earlier: number;
  /** Whom else its issuer named. */
  readonly contacts: readonly Contact[];
  readonly reporters: Reporters;
  readonly people: readonly string[];
  readonly failed: FailedAct | null;
}

function Detail({ contacts, earlier, failed, incident, outlook, people, reporters }: DetailProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <p>
        <StateMark state={incident.state} /> <VerdictMark verdict={incident.verdict} />{" "}
        <small>
          {incident.closed_as !== null && `(${words.text(`closing.${incident.closed_as}`)}) `}
          {incident.closed_as === "accepted_risk" && incident.risk_until !== null && (
            <>
              {words.text("risk.until")} <At at={incident.risk_until} /> ·{" "}
            </>
          )}
          {words.text("incident.checked")} <Ago at={incident.verified_at ?? incident.reported_at} />
        </small>
      </p>
      <ValidityLine incident={incident} outlook={outlook} />
      <div class="columns">
        <Why incident={incident} />
        <div class="aside">
          <RiskCard incident={incident} />
          <Acts incident={incident} outlook={outlook} failed={failed} />
          <CaseworkCard incident={incident} people={people} />
        </div>
        <div>
          <TokenFacts incident={incident} earlier={earlier} contacts={contacts} />
          <Caveats incident={incident} />
        </div>
      </div>
      <Places incident={incident} reporters={reporters} />
      <Notices notices={incident.notices} />
      <Timeline incident={incident} reporters={reporters} people={people} />
    </>
  );
}

/** The rule that decided, as it was recorded, and what a person is needed for. */
function Why({ incident }: { readonly incident: Incident }): JSX.Element {
  const { words } = usePage();
  const decided = incident.timeline.findLast(({ detail }) => typeof detail?.["why"] === "string")?.detail?.["why"];
  return (
    <section class="card" aria-labelledby="why">
      <h2 id="why">{words.text("incident.why")}</h2>
      <p>{typeof decided === "string" ? <Said text={decided} /> : words.text("incident.whyNone")}</p>
      <p class="quiet">
        {words.text("incident.detail")}: <Said text={incident.verdict_detail} />
      </p>
      {incident.attention_reason !== null && (
        <p class="error">
          {words.text("incident.attention")}: <Said text={incident.attention_reason} />
        </p>
      )}
    </section>
  );
}
