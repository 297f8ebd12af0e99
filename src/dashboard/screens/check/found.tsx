import type { JSX } from "preact";
import type { PastedToken } from "../../../incidents/lookup.ts";
import type { Reporter } from "../../../sources/direct.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path, SafeLink } from "../../ui/links.tsx";
import { StateMark, VerdictMark } from "../../ui/marks.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Foreign } from "../../ui/text.tsx";

export interface FoundRow {
  readonly token: PastedToken;
  /** What the form sends for it; null: there is nothing to revoke. */
  readonly sealed: string | null;
}

interface FoundProps {
  readonly rows: readonly FoundRow[];
  readonly limit: number;
  readonly reporters: ReadonlyMap<string, Reporter>;
}

/** What was found in the text, with a tick for each that can be revoked; the others say why not. */
export function Found({ limit, reporters, rows }: FoundProps): JSX.Element {
  const { words } = usePage();
  const live = rows.filter(({ sealed }) => sealed !== null).length;
  return (
    <Form to={path`/admin/check/revoke`}>
      <Table
        caption={words.text("check.found", { count: rows.length, live })}
        rows={rows}
        keyOf={({ token }) => `${token.format} ${token.redacted} ${rows.findIndex((row) => row.token === token)}`}
        empty={<p>{words.text("check.nothing")}</p>}
        columns={[
          { title: words.text("incidents.token"), cell: (row) => <Tick row={row} /> },
          { title: words.text("incident.format"), cell: ({ token }) => <Foreign text={token.format} max={80} /> },
          {
            title: words.text("incidents.verdict"),
            cell: ({ token }) => (token.verdict === null ? words.text("check.undecided") : <VerdictMark verdict={token.verdict} />),
          },
          { title: words.text("incidents.owner"), cell: ({ token }) => <Foreign text={token.owner ?? ""} max={60} /> },
          { title: words.text("check.incident"), cell: ({ token }) => <Known token={token} /> },
          { title: words.text("incident.occurrences"), cell: ({ token }) => <Places token={token} reporters={reporters} /> },
        ]}
      />
      {rows.length >= limit && <p class="note">{words.text("check.limit", { limit })}</p>}
      {live > 0 && (
        <div class="card">
          <div class="field">
            <label for="reason">{words.text("act.reason")}</label>
            <input id="reason" name="reason" required maxLength={500} autocomplete="off" aria-describedby="reason-hint" />
            <small id="reason-hint">{words.text("check.effect")}</small>
          </div>
          <Button kind="danger">{words.text("check.revoke")}</Button>
        </div>
      )}
      <p>
        <Link to={path`/admin/check`}>{words.text("check.again")}</Link>
      </p>
    </Form>
  );
}

function Tick({ row: { sealed, token } }: { readonly row: FoundRow }): JSX.Element {
  const { words } = usePage();
  const name = (
    <code>
      <Foreign text={token.redacted} max={80} />
    </code>
  );
  if (sealed === null)
    return (
      <>
        {name} <small>{words.text("check.cannot")}</small>
      </>
    );
  return (
    <label>
      <input type="checkbox" name="token" value={sealed} checked /> {name}
    </label>
  );
}

function Known({ token: { incident } }: { readonly token: PastedToken }): JSX.Element {
  const { words } = usePage();
  if (incident === null) return <span class="quiet">{words.text("check.unreported")}</span>;
  return (
    <Link to={path`/admin/incidents/${incident.id}`}>
      <StateMark state={incident.state} />
    </Link>
  );
}

/** Everywhere it was seen; where there are very many, the first of them. */
function Places({ reporters, token: { incident, places } }: Pick<FoundRow, "token"> & Pick<FoundProps, "reporters">): JSX.Element | null {
  const { words } = usePage();
  if (incident === null) return null;
  const left = incident.occurrence_count - places.length;
  return (
    <ul class="plain">
      {places.map(({ id, purged_at: purged, source, url }) => (
        <li key={id}>
          {url === null ? (
            <span class="quiet">{words.text(purged === null ? "incident.noUrl" : "check.forgotten")}</span>
          ) : (
            <SafeLink url={url} ownsHost={(host) => reporters.get(source)?.ownsHost(host) ?? false} />
          )}{" "}
          <small>
            <Foreign text={reporters.get(source)?.title ?? source} max={80} />
          </small>
        </li>
      ))}
      {left > 0 && (
        <li>
          <Link to={path`/admin/incidents/${incident.id}`}>{words.text("check.more", { count: left })}</Link>
        </li>
      )}
    </ul>
  );
}
