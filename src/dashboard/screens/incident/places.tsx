import type { JSX } from "preact";
import { SafeLink } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, Foreign } from "../../ui/text.tsx";
import type { Incident, Reporters } from "./incident.tsx";

// A page stays below 150 KB, however often a token was seen.
const SHOWN = 15;

type Occurrence = Incident["occurrences"][number];

/** Where the token was seen. An address is a link only when it is on a host of the source that told of it. */
export function Places({ incident, reporters }: { readonly incident: Incident; readonly reporters: Reporters }): JSX.Element {
  const { words } = usePage();
  return (
    <section aria-labelledby="places">
      <h2 id="places">{words.text("incident.occurrences")}</h2>
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
          { title: words.text("incident.place"), cell: ({ place }) => <Foreign text={place ?? ""} max={60} /> },
          { title: words.text("incident.type"), cell: ({ type }) => <Foreign text={type ?? ""} max={60} /> },
          { title: words.text("incident.copy"), cell: ({ copy }) => <Foreign text={copy} max={80} /> },
          { title: words.text("incident.seen"), cell: ({ seen_at: at }) => <Ago at={at} /> },
        ]}
      />
      {incident.occurrences.length > SHOWN && <p class="note">{words.text("places.cut", { count: SHOWN })}</p>}
    </section>
  );
}

function Where({ place, reporters }: { readonly place: Occurrence; readonly reporters: Reporters }): JSX.Element {
  const { now, words } = usePage();
  if (place.purged_at !== null) {
    return <span class="quiet">{words.text("incident.forgotten", { ago: words.ago(place.purged_at, now) })}</span>;
  }
  if (place.url === null) return <span class="quiet">{words.text("incident.noUrl")}</span>;
  return <SafeLink url={place.url} ownsHost={(host) => reporters.get(place.source)?.ownsHost(host) ?? false} />;
}
