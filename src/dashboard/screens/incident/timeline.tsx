import type { JSX } from "preact";
import { partsOfComment } from "../../../incidents/casework/assignees.ts";
import { cleanLine } from "../../../kernel/text.ts";
import { EventDetail, EventName } from "../../ui/event.tsx";
import { Anchor, Link, path } from "../../ui/links.tsx";
import { nameOfMail } from "../../ui/list/notice-marks.tsx";
import { usePage } from "../../ui/page.ts";
import { Foreign } from "../../ui/text.tsx";
import type { Words } from "../../words/words.ts";
import type { Incident, Reporters } from "./incident.tsx";

type Event = Incident["timeline"][number];

interface Entry {
  /** Stays what it is while the incident goes on. */
  readonly anchor: string;
  readonly at: Date;
  readonly what: string | null;
  readonly actor: string;
  readonly source: string | null;
  readonly notice: string | null;
  readonly event: Event | null;
}

interface TimelineProps {
  readonly incident: Incident;
  readonly reporters: Reporters;
  /** Whom a comment may name. */
  readonly people: readonly string[];
}

/** Everything that happened, in its order: who, what, told by whom, and how long after the report. Each entry can be linked to. */
export function Timeline({ incident, people, reporters }: TimelineProps): JSX.Element {
  const { visitor, words } = usePage();
  const entries = entriesOf(incident, words);
  const shown = entries.length <= SHOWN ? entries : [...entries.slice(0, FIRST), ...entries.slice(FIRST - SHOWN)];
  return (
    <section class="card" aria-labelledby="timeline">
      <h2 id="timeline">{words.text("incident.timeline")}</h2>
      {shown.length < entries.length && (
        <p class="note">
          {words.text("timeline.cut", { first: FIRST, newest: SHOWN - FIRST, all: entries.length })}{" "}
          {visitor?.may("audit:read") === true && <Link to={path`/admin/audit?incident=${incident.id}`}>{words.text("timeline.all")}</Link>}
        </p>
      )}
      <ol class="timeline">
        {shown.map((entry) => (
          <li key={entry.anchor} id={entry.anchor}>
            {entry.what ?? <EventName of={entry.event!.action} />}{" "}
            {entry.notice !== null && <Link to={path`/admin/notices/${entry.notice}`}>{words.text("timeline.mail")}</Link>}{" "}
            <small>
              {words.text("incident.sinceReport", { time: words.lapse(entry.at.getTime() - incident.reported_at.getTime()) })} ·{" "}
              <When entry={entry} /> · <Foreign text={entry.actor} max={66} />
              {entry.source !== null && (
                <>
                  {" "}
                  · <Foreign text={reporters.get(entry.source)?.title ?? entry.source} max={80} />
                </>
              )}
            </small>
            {entry.event !== null && <Detail event={entry.event} people={people} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What people said, with whom they named; the facts of everything else. */
function Detail({ event: { action, detail }, people }: { readonly event: Event; readonly people: readonly string[] }): JSX.Element | null {
  const said = detail?.["text"];
  if (action !== "incident.commented" || typeof said !== "string") return <EventDetail detail={withoutShown(detail)} />;
  return (
    <p class="said">
      {partsOfComment(cleanLine(said, 300), people).map(({ name, text }, index) =>
        name === null ? <Foreign key={index} text={text} /> : <Mention key={index} name={name} />,
      )}
    </p>
  );
}

function Mention({ name }: { readonly name: string }): JSX.Element {
  return (
    <>
      {" "}
      <strong class="mention">
        @<Foreign text={name} max={60} />
      </strong>{" "}
    </>
  );
}

/** How long ago, as a link to the entry; the exact time for whoever points at it or comes to it by keyboard. */
function When({ entry: { anchor, at } }: { readonly entry: Entry }): JSX.Element {
  const { now, words } = usePage();
  const exact = words.time(at);
  return (
    <Anchor to={anchor} label={words.text("timeline.link", { time: exact })} title={exact}>
      <time dateTime={at.toISOString()}>{words.ago(at, now)}</time>
      <span class="exact"> {exact}</span>
    </Anchor>
  );
}

/** The audit trail, and what it leaves out: that a mail came to be owed, and the places that came to be known later. */
function entriesOf({ notices, occurrences, timeline }: Incident, words: Words): Entry[] {
  const events = timeline.map((event, index): Entry => {
    const { notice, source } = event.detail ?? {};
    return {
      anchor: `event-${index + 1}`,
      at: event.at,
      what: null,
      actor: event.actor,
      source: typeof source === "string" ? source : null,
      notice: typeof notice === "string" && notices.some(({ id }) => id === notice) ? notice : null,
      event,
    };
  });
  const owed = notices.map(
    ({ created_at: at, id, template }): Entry => ({
      anchor: `mail-${id}`,
      at,
      what: words.text("timeline.owed", { template: nameOfMail(template, words) }),
      actor: "worker",
      source: null,
      notice: id,
      event: null,
    }),
  );
  const seen = occurrences.slice(1, PLACES + 1).map(
    ({ seen_at: at, source }, index): Entry => ({
      anchor: `place-${index + 2}`,
      at,
      what: words.text("timeline.seen"),
      actor: "intake",
      source,
      notice: null,
      event: null,
    }),
  );
  return [...events, ...owed, ...seen].toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

// The table of places shows the rest.
const PLACES = 20;
// A page stays below 150 KB, whatever an incident went through: how it began, and what was last.
const SHOWN = 30;
const FIRST = 10;

function withoutShown(detail: Event["detail"]): Event["detail"] {
  if (detail === null) return null;
  const { notice: _, source: __, ...rest } = detail;
  return rest;
}
