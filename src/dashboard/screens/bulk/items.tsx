import type { JSX } from "preact";
import type { BulkView } from "../../../incidents/bulk/bulk-jobs.ts";
import { STANDINGS, type Standing } from "../../../incidents/bulk/job.ts";
import { OwnerName } from "../../ui/incident-table.tsx";
import { Link, path } from "../../ui/links.tsx";
import { StateMark } from "../../ui/marks.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Badge, Foreign, Said, type Tone } from "../../ui/text.tsx";

type Item = BulkView["items"][number];

const TONES: Readonly<Record<Standing | "will", Tone>> = {
  open: "calm",
  will: "warn",
  under_way: "warn",
  done: "good",
  already: "calm",
  failed: "bad",
  cannot: "bad",
};

interface ItemsProps {
  readonly view: BulkView;
  readonly rows: number;
  readonly show: Standing | null;
  /** Whether it changes by itself. */
  readonly live: boolean;
}

/** What would become, or became, of each line; the counts lead to those that stand so. */
export function Items({ live, rows, show, view: { items, job, standings } }: ItemsProps): JSX.Element {
  const { words } = usePage();
  const shown = items.slice(0, rows);
  const more = items.length > rows ? shown.at(-1)!.position : null;
  return (
    <section id="items-card" aria-labelledby="items" data-refresh={live || standings.under_way > 0 ? "" : undefined}>
      <h2 id="items">{words.text("bulk.items")}</h2>
      <nav class="actions" aria-label={words.text("bulk.outcome")}>
        <Link to={path`/admin/bulk/${job.id}`} current={show === null}>
          {words.text("bulk.all")}
        </Link>
        {STANDINGS.filter((standing) => standings[standing] > 0).map((standing) => (
          <Link key={standing} to={path`/admin/bulk/${job.id}?show=${standing}`} current={show === standing}>
            {words.text(`standing.${standing}`)} {words.number(standings[standing])}
          </Link>
        ))}
      </nav>
      <Table
        caption={words.text("bulk.itemsOf")}
        rows={shown}
        keyOf={({ position }) => String(position)}
        empty={<p>{words.text("bulk.empty")}</p>}
        columns={[
          { title: words.text("incidents.token"), cell: (item) => <Token item={item} /> },
          { title: words.text("incidents.owner"), cell: (item) => (item.incidentId === null ? "" : <OwnerName name={item.ownerName} />) },
          { title: words.text("incidents.state"), cell: ({ state }) => (state === null ? "" : <StateMark state={state} />) },
          { title: words.text("bulk.outcome"), cell: (item) => <Outcome item={item} /> },
          { title: words.text("bulk.why"), cell: (item) => whyOf(item) !== "" && <Said text={whyOf(item)} max={200} /> },
        ]}
      />
      {more !== null && (
        <nav class="pages" aria-label={words.text("incidents.pages")}>
          <Link
            to={
              show === null
                ? path`/admin/bulk/${job.id}?after=${String(more)}`
                : path`/admin/bulk/${job.id}?show=${show}&after=${String(more)}`
            }
          >
            {words.text("bulk.more")}
          </Link>
        </nav>
      )}
    </section>
  );
}

function Token({ item: { hint, incidentId, position, tokenName } }: { readonly item: Item }): JSX.Element {
  const { words } = usePage();
  if (incidentId === null) return <span class="quiet">{`${words.text("bulk.unknown")} (${words.text("bulk.line")} ${position})`}</span>;
  return (
    <span>
      <Link to={path`/admin/incidents/${incidentId}`} class="mono">
        <Foreign text={hint ?? ""} max={80} />
      </Link>{" "}
      <Foreign text={tokenName ?? ""} max={60} />
    </span>
  );
}

/** Of what is not done yet, what would become of it. */
function standingOf({ effect, standing }: Item): Standing | "will" {
  return effect?.kind ?? standing;
}

function whyOf({ detail, effect, standing }: Item): string {
  if (effect !== null) return effect.kind === "will" ? "" : effect.why;
  return standing === "done" ? "" : (detail ?? "");
}

function Outcome({ item }: { readonly item: Item }): JSX.Element {
  const standing = standingOf(item);
  return <Badge tone={TONES[standing]} text={usePage().words.text(`standing.${standing}`)} />;
}
