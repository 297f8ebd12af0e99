import type { ComponentChildren, JSX } from "preact";
import type { IncidentRow } from "../../incidents/queries/queries.sql.ts";
import { cleanLine } from "../../kernel/text.ts";
import { Assignee } from "./assignee.tsx";
import { Link, path } from "./links.tsx";
import { RepeatMark, StateMark, VerdictMark } from "./marks.tsx";
import { usePage } from "./page.ts";
import { Table } from "./table.tsx";
import { Ago, Foreign, Said } from "./text.tsx";

interface IncidentTableProps {
  readonly caption: string;
  readonly rows: readonly IncidentRow[];
  readonly empty: ComponentChildren;
  /** Shows what a person is needed for instead of state and verdict. */
  readonly waiting?: boolean;
  /** Puts a tick before each, for the form that it stands in. */
  readonly ticks?: boolean;
  /** Those whose owner leaked another token shortly before. */
  readonly repeats?: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Incidents, one a row; the token is the link. */
export function IncidentTable({ caption, empty, repeats = NONE, rows, ticks = false, waiting = false }: IncidentTableProps): JSX.Element {
  const { words } = usePage();
  const state = { title: words.text("incidents.state"), cell: (row: IncidentRow) => <StateMark state={row.state} /> };
  const verdict = { title: words.text("incidents.verdict"), cell: (row: IncidentRow) => <VerdictMark verdict={row.verdict} /> };
  const why = { title: words.text("home.why"), cell: (row: IncidentRow) => <Said text={row.attention_reason ?? ""} max={160} /> };
  return (
    <Table
      caption={caption}
      rows={rows}
      keyOf={({ id }) => id}
      empty={empty}
      columns={[
        { title: words.text("incidents.token"), cell: (row) => <TokenLink row={row} tick={ticks} /> },
        ...(waiting ? [why] : [state, verdict]),
        { title: words.text("incidents.owner"), cell: (row) => <RowOwner row={row} repeated={repeats.has(row.id)} /> },
        {
          title: words.text("key.assignee"),
          cell: ({ assigned_to: assignee }) => (assignee === null ? "" : <Assignee of={assignee} />),
        },
        { title: words.text("incidents.source"), cell: (row) => <Foreign text={row.source} max={60} /> },
        { title: words.text("incidents.places"), class: "number", cell: (row) => words.number(row.occurrence_count) },
        { title: words.text("incidents.reported"), cell: (row) => <Ago at={row.reported_at} /> },
      ]}
    />
  );
}

function TokenLink({ row, tick }: { readonly row: IncidentRow; readonly tick: boolean }): JSX.Element {
  const { words } = usePage();
  return (
    <span>
      {tick && (
        <>
          <input
            type="checkbox"
            name="id"
            value={row.id}
            aria-label={words.text("pick.tick", { hint: cleanLine(row.token_hint, 80) })}
          />{" "}
        </>
      )}
      <Link to={path`/admin/incidents/${row.id}`} class="mono">
        <Foreign text={row.token_hint} max={80} />
      </Link>
      {row.token_name !== null && row.token_name !== "" && (
        <>
          {" "}
          <Foreign text={row.token_name} max={60} />
        </>
      )}
    </span>
  );
}

function RowOwner({ repeated, row }: { readonly row: IncidentRow; readonly repeated: boolean }): JSX.Element {
  return (
    <>
      <OwnerName name={row.owner_name} />
      {repeated && (
        <>
          {" "}
          <RepeatMark />
        </>
      )}
    </>
  );
}

export function OwnerName({ name }: { readonly name: string | null }): JSX.Element {
  if (name === null) return <span class="quiet">{usePage().words.text("incidents.noOwner")}</span>;
  return <Foreign text={name} max={60} />;
}
