import type { JSX } from "preact";
import { z } from "zod";
import { rolesThatMay } from "../../../access/roles.ts";
import type { SavedView } from "../../../access/saved-views.sql.ts";
import type { SavedViews } from "../../../access/saved-views.ts";
import type { Sessions } from "../../../access/sessions.ts";
import type { Queryable } from "../../../db/database.ts";
import type { Matcher } from "../../../formats/matcher.ts";
import { assigneeOfRole, UNASSIGNED } from "../../../incidents/casework/assignees.ts";
import { decodeCursor, encodeCursor } from "../../../incidents/queries/cursor.ts";
import type { IncidentFilter } from "../../../incidents/queries/queries.sql.ts";
import { QUERY_KEYS, type QueryFault, readQuery, writeQuery } from "../../../incidents/queries/query-language.ts";
import { selectRepeats } from "../../../incidents/queries/repeats.sql.ts";
import { type IncidentPage, searchIncidents } from "../../../incidents/queries/search.ts";
import { IncidentTable } from "../../ui/incident-table.tsx";
import { Link, type Path, path } from "../../ui/links.tsx";
import { ExportForm } from "../../ui/list/export-form.tsx";
import { Live } from "../../ui/list/live.tsx";
import { TestOffer } from "../../ui/offer.tsx";
import { usePage } from "../../ui/page.ts";
import { At } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";
import { liveIncidents } from "./live.ts";
import { Picking } from "./picking.tsx";
import { type Choices, type Chosen, MENU_KEYS, SearchForm } from "./search-form.tsx";
import { ViewBar } from "./view-bar.tsx";

export interface IncidentsNeeds {
  readonly db: Queryable;
  readonly matcher: Matcher;
  readonly views: SavedViews;
  readonly sessions: Pick<Sessions, "people">;
  /** Ids, for the menus. */
  readonly formats: readonly string[];
  readonly sources: readonly string[];
  readonly issuers: readonly string[];
}

const PAGE_ROWS = 50;
const text = z.string().max(500).default("");
const listQuery = z.object({
  q: text,
  was: text.nullable().default(null),
  state: text,
  verdict: text,
  format: text,
  source: text,
  issuer: text,
  assignee: text,
  cursor: z.string().max(200).optional(),
});

/** The list of incidents: its address is its state. */
export function incidentsScreens({ db, matcher, sessions, views, ...ids }: IncidentsNeeds): Screen[] {
  const fixed = {
    state: QUERY_KEYS.state as readonly string[],
    verdict: QUERY_KEYS.verdict as readonly string[],
    format: ids.formats,
    source: ids.sources,
    issuer: ids.issuers,
  };
  const live = liveIncidents(db);
  // Whoever looks comes first.
  const assignees = async (own: string): Promise<string[]> => [
    ...new Set([
      own,
      UNASSIGNED,
      ...rolesThatMay("incidents:act").map(assigneeOfRole),
      ...(await sessions.people()).map(({ name }) => name),
    ]),
  ];
  return [
    screen({
      method: "get",
      path: "/admin/incidents",
      permission: "incidents:read",
      query: listQuery,
      handle: async ({ query, visitor, words }) => {
        const { cursor, q, was, ...menus } = query;
        // An address may be anybody's: what looks like a token is shown to nobody.
        const holdsToken = matcher.matchAll(q).length > 0;
        const shown = holdsToken ? "" : q;
        const read = readQuery(shown);
        const error = holdsToken ? { why: words.text("search.token"), from: 0, to: 0 } : read.fault;
        if (was !== null && error === null) return { to: listAddress(writeQuery(withMenus(read.filter, menus, was))) };
        const choices: Choices = { ...fixed, assignee: await assignees(visitor.session.name) };
        const after = await live.position({ q, waiting: "" });
        const position = cursor === undefined ? null : decodeCursor(cursor);
        const page = error === null ? await searchIncidents(db, read.filter, position, PAGE_ROWS) : NOTHING;
        const repeats = await selectRepeats(
          db,
          page.rows.map(({ id }) => id),
        );
        return {
          title: words.text("incidents.title"),
          status: error === null ? 200 : 400,
          body: (
            <List
              {...page}
              filter={read.filter}
              error={error}
              repeats={repeats}
              query={shown}
              after={after}
              choices={choices}
              views={await views.list(visitor.session.name)}
              first={cursor === undefined}
            />
          ),
        };
      },
    }),
  ];
}

/** A menu that says something else than the query it was drawn from was changed, and wins over the text. */
function withMenus(filter: IncidentFilter, menus: Readonly<Record<keyof Choices, string>>, was: string): IncidentFilter {
  const before = readQuery(was).filter;
  const changed = MENU_KEYS.filter((key) => menus[key] !== (before[key] ?? ""));
  return { ...filter, ...Object.fromEntries(changed.map((key) => [key, menus[key] === "" ? null : menus[key]])) };
}

const NOTHING: IncidentPage = { rows: [], next: null, lookedThrough: null };

function listAddress(query: string): Path {
  return query === "" ? path`/admin/incidents` : path`/admin/incidents?q=${query}`;
}

interface ListProps extends IncidentPage {
  readonly repeats: ReadonlySet<string>;
  readonly first: boolean;
  readonly query: string;
  readonly after: string;
  readonly filter: Chosen;
  readonly choices: Choices;
  readonly error: QueryFault | null;
  readonly views: readonly SavedView[];
}

function List({ after, choices, error, filter, first, lookedThrough, next, query, repeats, rows, views }: ListProps): JSX.Element {
  const { visitor, words } = usePage();
  const picks = visitor?.may("bulk:run") ?? false;
  return (
    <>
      <ViewBar views={views} query={query} />
      <SearchForm query={query} chosen={filter} choices={choices} error={error} />
      {error === null && <Live list="incidents" after={after} filter={{ q: query }} to={listAddress(query)} />}
      {error === null && (
        <Picking rows={rows} query={query} whole={first && next === null}>
          <IncidentTable
            ticks={picks}
            caption={words.text("incidents.caption")}
            rows={rows}
            repeats={repeats}
            empty={
              <>
                <p>{words.text(lookedThrough === null ? "incidents.empty" : "incidents.emptySoFar")}</p>
                {query !== "" && <Link to={path`/admin/incidents`}>{words.text("incidents.clear")}</Link>}
                <TestOffer />
              </>
            }
          />
        </Picking>
      )}
      {error === null && (
        <ExportForm
          to={path`/admin/incidents/export`}
          formats={["csv", "ndjson", "sarif"]}
          filter={{ q: query }}
          permission="incidents:export"
        />
      )}
      {lookedThrough !== null && next !== null && (
        <p class="note">
          {words.text("incidents.lookedThrough", { count: lookedThrough })} <At at={next.reportedAt} />
        </p>
      )}
      <nav class="pages" aria-label={words.text("incidents.pages")}>
        {!first && <Link to={listAddress(query)}>{words.text("incidents.newest")}</Link>}
        {next !== null && (
          <Link to={path`/admin/incidents?q=${query}&cursor=${encodeCursor(next)}`}>
            {words.text(lookedThrough === null ? "incidents.older" : "incidents.lookOn")}
          </Link>
        )}
      </nav>
    </>
  );
}
