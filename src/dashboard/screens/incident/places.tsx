import type { JSX } from "preact";
import type { PlaceState } from "../../../incidents/acts/looking.ts";
import { type LeakLink, leakLink } from "../../../notices/leak-link.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path, SafeLink } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, Badge, Foreign, type Tone } from "../../ui/text.tsx";
import type { Incident, Reporters } from "./incident.tsx";

// A page stays below 150 KB, however often a token was seen.
const SHOWN = 11;

type Occurrence = Incident["occurrences"][number];

/** Where the token was seen. An address is a link only when it is on a host of the source that told of it. */
export function Places({ incident, reporters }: { readonly incident: Incident; readonly reporters: Reporters }): JSX.Element {
  const { words } = usePage();
  return (
    <section aria-labelledby="places">
      <h2 id="places">{words.text("incident.occurrences")}</h2>
      <Form to={path`/admin/incidents/${incident.id}/look`}>
        <Table
          caption={words.text("incident.occurrencesOf", { count: incident.occurrence_count })}
          rows={incident.occurrences.slice(0, SHOWN)}
          keyOf={(row) => `${row.seen_at.getTime()} ${row.source} ${row.url ?? ""}`}
          empty=""
          columns={[
            { title: words.text("incident.where"), cell: (row) => <Where place={row} reporters={reporters} /> },
            {
              title: words.text("incidents.source"),
              cell: ({ source }) => <Foreign text={reporters.get(source)?.title ?? source} max={80} />,
            },
            {
              title: words.text("incident.place"),
              cell: ({ copy, place }) => (
                <>
                  <Foreign text={place ?? ""} max={60} /> <Foreign text={copy} max={80} />
                </>
              ),
            },
            { title: words.text("incident.type"), cell: ({ type }) => <Foreign text={type ?? ""} max={60} /> },
            { title: words.text("incident.seen"), cell: (row) => <Seen place={row} /> },
            {
              title: words.text("place.state"),
              cell: (row) => <StillThere place={row} incident={incident} linked={linkOf(row, reporters)?.linkable === true} />,
            },
          ]}
        />
      </Form>
      {incident.occurrences.length > SHOWN && <p class="note">{words.text("places.cut", { count: SHOWN })}</p>}
    </section>
  );
}

/** First, and last where it was told of again. */
function Seen({ place: { last_seen_at: last, seen_at: first } }: { readonly place: Occurrence }): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <Ago at={first} />
      {last !== null && (
        <>
          {" "}
          <small>
            {words.text("incident.seenLast")} <Ago at={last} />
          </small>
        </>
      )}
    </>
  );
}

function Where({ place, reporters }: { readonly place: Occurrence; readonly reporters: Reporters }): JSX.Element {
  const { now, words } = usePage();
  if (place.purged_at !== null) {
    return <span class="quiet">{words.text("incident.forgotten", { ago: words.ago(place.purged_at, now) })}</span>;
  }
  if (place.url === null) return <span class="quiet">{words.text("incident.noUrl")}</span>;
  return <SafeLink url={place.url} ownsHost={ownsHost(place, reporters)} />;
}

function ownsHost({ source }: Occurrence, reporters: Reporters): (host: string) => boolean {
  return (host) => reporters.get(source)?.ownsHost(host) ?? false;
}

function linkOf(place: Occurrence, reporters: Reporters): LeakLink | null {
  return place.url === null ? null : leakLink(place.url, ownsHost(place, reporters));
}

const TONES: Readonly<Record<PlaceState, Tone>> = { still_there: "bad", not_seen: "good", gone: "good", failed: "warn" };

interface StillThereProps {
  readonly place: Occurrence;
  readonly incident: Incident;
  /** Whether its address may be opened. */
  readonly linked: boolean;
}

/** What was found there last, and a button that looks now. */
function StillThere({ incident, linked, place }: StillThereProps): JSX.Element {
  const { visitor, words } = usePage();
  const look = incident.timeline.findLast(({ action, detail }) => action === "incident.place_looked_at" && detail?.["place"] === place.id);
  const result = look?.detail?.["result"];
  return (
    <>
      {look !== undefined && isPlaceState(result) && (
        <>
          <Badge tone={TONES[result]} text={words.text(`place.${result}`)} /> <Ago at={look.at} />{" "}
        </>
      )}
      {linked && visitor?.may("incidents:act") === true && (
        <Button name="place" value={place.id} label={words.text("place.lookOf", { place: place.id })}>
          {words.text("place.look")}
        </Button>
      )}
    </>
  );
}

function isPlaceState(value: unknown): value is PlaceState {
  return typeof value === "string" && Object.hasOwn(TONES, value);
}
