import type { JSX } from "preact";
import type { SavedView } from "../../../access/saved-views.sql.ts";
import type { SavedViews } from "../../../access/saved-views.ts";
import type { Queryable } from "../../../db/database.ts";
import type { BulkJobs } from "../../../incidents/bulk/bulk-jobs.ts";
import type { BulkWaiting } from "../../../incidents/bulk/jobs.sql.ts";
import { countMentions } from "../../../incidents/casework/casework.sql.ts";
import { countNumbers, type IncidentRow, type Numbers, selectAttention } from "../../../incidents/queries/queries.sql.ts";
import { parseQuery } from "../../../incidents/queries/query-language.ts";
import { selectRepeats } from "../../../incidents/queries/repeats.sql.ts";
import { searchIncidents } from "../../../incidents/queries/search.ts";
import type { ObligationKind } from "../../../obligations/obligation.ts";
import { IncidentTable } from "../../ui/incident-table.tsx";
import { Link, path } from "../../ui/links.tsx";
import { Live } from "../../ui/list/live.tsx";
import { TestOffer } from "../../ui/offer.tsx";
import { usePage } from "../../ui/page.ts";
import { Foreign } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";
import { liveIncidents } from "../incidents/live.ts";

const SHOWN = 50;
const PINNED_SHOWN = 20;
// Above it, the exact number tells nobody more.
const COUNT_LIMIT = 10_000;
const MENTIONS_LIMIT = 100;

interface Overview {
  readonly waiting: readonly IncidentRow[];
  readonly repeats: ReadonlySet<string>;
  readonly numbers: Numbers;
  readonly lastReport: Date | null;
}

/** A view that its person put here, with the newest that it finds. */
interface Pinned {
  readonly view: SavedView;
  readonly rows: readonly IncidentRow[];
}

async function pinnedView(db: Queryable, views: HomeNeeds["views"], person: string): Promise<Pinned | null> {
  const view = await views.pinned(person);
  return view === null ? null : { view, rows: (await searchIncidents(db, parseQuery(view.query), null, PINNED_SHOWN)).rows };
}

interface HomeProps extends Overview {
  readonly pinned: Pinned | null;
  readonly bulk: BulkWaiting;
  /** In how many open incidents a comment names whoever looks. */
  readonly mentions: number;
  readonly after: string;
}

export interface HomeNeeds {
  readonly db: Queryable;
  readonly bulk: Pick<BulkJobs, "waiting">;
  readonly views: Pick<SavedViews, "pinned">;
}

/** What needs a person; everything that is being handled stays a number. */
export function homeScreens({ bulk, db, views }: HomeNeeds): Screen[] {
  const live = liveIncidents(db);
  return [
    screen({
      method: "get",
      path: "/admin",
      permission: "incidents:read",
      handle: async ({ visitor, words }) => {
        const { name } = visitor.session;
        const after = await live.position({ q: "", waiting: "1" });
        const [seen, waiting, pinned, mentions] = await Promise.all([
          overview(db),
          bulk.waiting(),
          pinnedView(db, views, name),
          countMentions(db, name, MENTIONS_LIMIT),
        ]);
        return {
          title: words.text("home.title"),
          body: <Home {...seen} bulk={waiting} pinned={pinned} mentions={mentions} after={after} />,
        };
      },
    }),
  ];
}

const INCIDENTLESS: readonly string[] = ["classify", "fetch", "scan", "follow", "examine"] satisfies ObligationKind[];

async function overview(db: Queryable): Promise<Overview> {
  const [waiting, numbers, newest] = await Promise.all([
    selectAttention(db, null, SHOWN),
    countNumbers(db, INCIDENTLESS, COUNT_LIMIT),
    searchIncidents(db, parseQuery(""), null, 1),
  ]);
  const repeats = await selectRepeats(
    db,
    waiting.map(({ id }) => id),
  );
  return { waiting, repeats, numbers, lastReport: newest.rows[0]?.reported_at ?? null };
}

function Home({ after, bulk, lastReport, mentions, numbers, pinned, repeats, waiting }: HomeProps): JSX.Element {
  const { words } = usePage();
  const { attention, givenUp, revoking, today } = numbers;
  return (
    <>
      <h2 class="hidden">{words.text("home.numbers")}</h2>
      <ul class="numbers">
        <li class={attention > 0 ? "bad" : ""}>
          <Counted count={attention} /> {words.text("home.attention")}
        </li>
        <li>
          <Counted count={revoking} /> <Link to={path`/admin/incidents?q=${"state:revoking"}`}>{words.text("home.revoking")}</Link>
        </li>
        <li>
          <Counted count={numbers.mails} /> <Link to={path`/admin/notices?state=waiting`}>{words.text("home.mails")}</Link>
        </li>
        <li>
          <Counted count={today} /> <Link to={path`/admin/incidents?q=${"age:<24h"}`}>{words.text("home.today")}</Link>
        </li>
      </ul>
      {givenUp > 0 && <p class="error">{words.text("home.givenUp", { count: givenUp })}</p>}
      <BulkNote bulk={bulk} />
      <p>
        <Mine mentions={mentions} />
      </p>
      <Live list="incidents" after={after} filter={{ waiting: "1" }} to={path`/admin`} />
      <IncidentTable
        caption={words.text("home.caption")}
        rows={waiting}
        repeats={repeats}
        waiting
        empty={<Nothing first={lastReport === null} />}
      />
      {pinned !== null && <PinnedView {...pinned} />}
      <p class="quiet">{lastReport === null ? words.text("home.noReport") : <LastReport at={lastReport} />}</p>
    </>
  );
}

function Counted({ count }: { readonly count: number }): JSX.Element {
  return (
    <strong>
      {usePage().words.number(count)}
      {count >= COUNT_LIMIT && "+"}
    </strong>
  );
}

function Mine({ mentions }: { readonly mentions: number }): JSX.Element {
  const { visitor, words } = usePage();
  // A name may hold anything but what ends a value.
  const name = visitor!.session.name.replaceAll('"', "");
  return (
    <>
      <Link to={path`/admin/incidents?q=${`assignee:"${name}"`}`}>{words.text("home.mine")}</Link>
      {mentions > 0 && (
        <>
          {" · "}
          <Link to={path`/admin/incidents?q=${`mentions:"${name}"`}`}>
            {words.text("home.mentions", { count: mentions, more: mentions >= MENTIONS_LIMIT ? "yes" : "no" })}
          </Link>
        </>
      )}
    </>
  );
}

/** What would be here; to whom nothing was ever reported, how to see that all of it works. */
function Nothing({ first }: { readonly first: boolean }): JSX.Element {
  return (
    <>
      <p>{usePage().words.text("home.empty")}</p>
      {first && <TestOffer />}
    </>
  );
}

function PinnedView({ rows, view: { query, title } }: Pinned): JSX.Element {
  const { words } = usePage();
  return (
    <section aria-labelledby="pinned">
      <h2 id="pinned">
        <Link to={path`/admin/incidents?q=${query}`}>
          <Foreign text={title} max={60} />
        </Link>
      </h2>
      <IncidentTable caption={words.text("incidents.caption")} rows={rows} empty={<p>{words.text("incidents.empty")}</p>} />
    </section>
  );
}

function BulkNote({ bulk: { approval, untold } }: { readonly bulk: BulkWaiting }): JSX.Element | null {
  const { words } = usePage();
  if (approval + untold === 0) return null;
  return (
    <p class="note">
      <Link to={path`/admin/bulk`}>
        {approval > 0 && words.text("home.bulkWaiting", { count: approval })}
        {approval > 0 && untold > 0 && " · "}
        {untold > 0 && words.text("home.untold", { count: untold })}
      </Link>
    </p>
  );
}

function LastReport({ at }: { readonly at: Date }): JSX.Element {
  const { now, words } = usePage();
  return <time dateTime={at.toISOString()}>{words.text("home.lastReport", { ago: words.ago(at, now) })}</time>;
}
