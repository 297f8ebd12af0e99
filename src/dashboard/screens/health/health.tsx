import type { JSX } from "preact";
import type { Queryable } from "../../../db/database.ts";
import { type IssuerState, readIssuerStates } from "../../../incidents/health/issuer-health.sql.ts";
import { readSourceStates, type SourceState } from "../../../incidents/health/source-health.ts";
import { readLastRevocations, readMailState } from "../../../incidents/health/successes.sql.ts";
import { cleanLine } from "../../../kernel/text.ts";
import { type Backlog, readBacklog } from "../../../obligations/obligations.sql.ts";
import { Link, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, At, Badge, Foreign, Said } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";
import { Relay } from "./relay.tsx";
import { HelpLink, runbookScreen } from "./runbook.tsx";

/** A source that is configured. */
export interface WatchedSource {
  readonly id: string;
  readonly title: string;
  /** Since its keys were last confirmed, in this process; null where nothing is fetched. */
  readonly keyAgeSeconds: () => number | null;
}

export interface HealthNeeds {
  readonly db: Queryable;
  readonly watched: readonly WatchedSource[];
  /** Ids of the issuers that are called. */
  readonly issuersElsewhere: readonly string[];
}

type SourceLine = WatchedSource & { readonly state: SourceState | undefined };

/** Whether everybody we depend on does their part: sources, issuers, and what we owe. */
export function healthScreens({ db, issuersElsewhere, watched }: HealthNeeds): Screen[] {
  return [
    screen({
      method: "get",
      path: "/admin/health",
      permission: "health:read",
      handle: async ({ words }) => {
        const [sources, issuers, backlog, revocations, mails] = await Promise.all([
          readSourceStates(db),
          readIssuerStates(db),
          readBacklog(db),
          readLastRevocations(db),
          readMailState(db),
        ]);
        const lines = watched.map((source) => ({ ...source, state: sources.find(({ source: id }) => id === source.id) }));
        const quiet = issuersElsewhere.filter((id) => issuers.every(({ issuer }) => issuer !== id)).map(nothingOwed);
        return {
          title: words.text("health.title"),
          body: (
            <>
              <Sources lines={lines} />
              <Issuers issuers={[...issuers, ...quiet]} revocations={revocations} />
              <Relay state={mails} />
              <Owed backlog={backlog} />
            </>
          ),
        };
      },
    }),
    runbookScreen(),
  ];
}

function nothingOwed(issuer: string): IssuerState {
  return { issuer, open: 0, givenUp: 0, failing: 0, lastError: null, nextAt: null, circuit: null };
}

function Sources({ lines }: { readonly lines: readonly SourceLine[] }): JSX.Element {
  const { words } = usePage();
  return (
    <Table
      caption={words.text("health.sources")}
      rows={lines}
      keyOf={({ id }) => id}
      empty={words.text("health.noSources")}
      columns={[
        {
          title: words.text("health.source"),
          cell: ({ id, title }) => (
            <Link to={path`/admin/deliveries?source=${id}`}>
              <Foreign text={title} max={80} />
            </Link>
          ),
        },
        { title: words.text("health.state"), cell: ({ state }) => <SourceMark state={state} /> },
        { title: words.text("health.accepted"), cell: ({ state }) => <Ago at={state?.acceptedAt ?? null} /> },
        { title: words.text("health.refused"), cell: ({ state }) => <Ago at={state?.refusedAt ?? null} /> },
        { title: words.text("health.refusal"), cell: ({ state }) => <Foreign text={state?.refusal ?? ""} max={80} /> },
        { title: words.text("health.keyAge"), cell: ({ keyAgeSeconds }) => <KeyAge seconds={keyAgeSeconds()} /> },
        {
          title: words.text("runbook.title"),
          cell: ({ state, title }) => <HelpLink about={state?.alarms[0] ?? "refused"} of={cleanLine(title, 80)} />,
        },
      ]}
    />
  );
}

function SourceMark({ state }: { readonly state: SourceState | undefined }): JSX.Element {
  const { words } = usePage();
  if (state === undefined) return <Badge tone="calm" text={words.text("health.silent")} />;
  const [alarm] = state.alarms;
  return alarm === undefined ? (
    <Badge tone="good" text={words.text("health.well")} />
  ) : (
    <Badge tone="bad" text={words.text(`health.${alarm}`)} />
  );
}

function KeyAge({ seconds }: { readonly seconds: number | null }): JSX.Element {
  const { now, words } = usePage();
  if (seconds === null) return <span class="quiet">{words.text("health.noKeys")}</span>;
  return <Ago at={new Date(now.getTime() - seconds * 1_000)} />;
}

interface IssuersProps {
  readonly issuers: readonly IssuerState[];
  /** When each revoked a token last. */
  readonly revocations: ReadonlyMap<string, Date>;
}

function Issuers({ issuers, revocations }: IssuersProps): JSX.Element {
  const { words } = usePage();
  const newest = [...revocations.values()].toSorted((one, other) => other.getTime() - one.getTime())[0] ?? null;
  return (
    <Table
      caption={words.text("health.issuers")}
      rows={issuers}
      keyOf={({ issuer }) => issuer}
      empty={
        <>
          {words.text("health.noIssuers")} {words.text("health.lastSuccess")}: <Ago at={newest} />
        </>
      }
      columns={[
        {
          title: words.text("health.issuer"),
          cell: ({ issuer }) => (
            <Link to={path`/admin/incidents?q=${`issuer:"${issuer.replaceAll('"', "")}"`}`}>
              <Foreign text={issuer} max={80} />
            </Link>
          ),
        },
        {
          title: words.text("health.state"),
          cell: ({ circuit, failing, givenUp }) =>
            failing + givenUp === 0 && (circuit === null || circuit.state === "closed") ? (
              <Badge tone="good" text={words.text("health.well")} />
            ) : (
              <Badge tone="bad" text={words.text("health.failing")} />
            ),
        },
        { title: words.text("health.lastSuccess"), cell: ({ issuer }) => <Ago at={revocations.get(issuer) ?? null} /> },
        { title: words.text("health.circuit"), cell: ({ circuit }) => <CircuitMark circuit={circuit} /> },
        { title: words.text("health.open"), cell: ({ open }) => words.number(open), class: "number" },
        { title: words.text("health.givenUp"), cell: ({ givenUp }) => words.number(givenUp), class: "number" },
        { title: words.text("health.lastError"), cell: ({ lastError }) => <Said text={lastError ?? ""} /> },
        {
          title: words.text("health.next"),
          cell: ({ nextAt }) => (nextAt === null ? "" : <At at={nextAt} />),
        },
        { title: words.text("runbook.title"), cell: ({ issuer }) => <HelpLink about="issuer" of={cleanLine(issuer, 80)} /> },
      ]}
    />
  );
}

/** Whether it is called, as the process saw it whose circuit changed last. */
function CircuitMark({ circuit }: Pick<IssuerState, "circuit">): JSX.Element {
  const { now, words } = usePage();
  if (circuit === null) return <Badge tone="good" text={words.text("health.closed")} />;
  const { restsUntil, since, state } = circuit;
  const isResting = state === "open" && restsUntil !== null && restsUntil > now;
  return (
    <>
      <Badge
        tone={state === "closed" ? "good" : isResting ? "bad" : "warn"}
        text={words.text(state === "closed" ? "health.closed" : isResting ? "health.resting" : "health.halfOpen")}
      />{" "}
      <Ago at={since} />
      {isResting && (
        <>
          , {words.text("health.restsUntil")} <At at={restsUntil} />
        </>
      )}
    </>
  );
}

function Owed({ backlog }: { readonly backlog: readonly Backlog[] }): JSX.Element {
  const { now, words } = usePage();
  return (
    <Table
      caption={words.text("health.owed")}
      rows={backlog}
      keyOf={({ kind }) => kind}
      empty={words.text("health.nothingOwed")}
      columns={[
        { title: words.text("health.kind"), cell: ({ kind }) => <code>{kind}</code> },
        { title: words.text("health.open"), cell: ({ open }) => words.number(open), class: "number" },
        {
          title: words.text("health.givenUp"),
          class: "number",
          cell: ({ dead, kind }) =>
            dead === 0 ? (
              words.number(dead)
            ) : (
              <Link to={path`/admin/dead-letters?kind=${kind}`} label={words.text("health.givenUpOf", { kind, count: dead })}>
                {words.number(dead)}
              </Link>
            ),
        },
        {
          title: words.text("health.oldest"),
          cell: ({ oldestDueSeconds }) => (oldestDueSeconds > 0 ? <Ago at={new Date(now.getTime() - oldestDueSeconds * 1_000)} /> : ""),
        },
        {
          title: words.text("runbook.title"),
          cell: ({ kind }) => <HelpLink about={kind.startsWith("revoke") ? "revocations" : "notices"} of={kind} />,
        },
      ]}
    />
  );
}
