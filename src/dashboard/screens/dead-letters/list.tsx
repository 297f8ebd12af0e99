import type { JSX } from "preact";
import type { DeadGroup, DeadLetter, DeadLetterFilter } from "../../../incidents/recovering/dead-letters.sql.ts";
import type { ObligationKind } from "../../../obligations/obligation.ts";
import { Button, Form, Search } from "../../ui/form.tsx";
import { Link, type Path, path } from "../../ui/links.tsx";
import { Menu, TimeField } from "../../ui/list/fields.tsx";
import { Live } from "../../ui/list/live.tsx";
import { Pages } from "../../ui/list/pages.tsx";
import { usePage } from "../../ui/page.ts";
import { Reserved } from "../../ui/reserved.tsx";
import { Table } from "../../ui/table.tsx";
import { Ago, Foreign, Said } from "../../ui/text.tsx";

interface DeadLettersProps {
  readonly rows: readonly DeadLetter[];
  readonly last: DeadLetter | null;
  readonly first: boolean;
  readonly after: string;
  readonly groups: readonly DeadGroup[];
  readonly filter: DeadLetterFilter;
  readonly kinds: readonly ObligationKind[];
}

export function DeadLetters({ after, filter, first, groups, kinds, last, rows }: DeadLettersProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <p class="lead">{words.text("dead.about")}</p>
      <Groups groups={groups} />
      <Narrow filter={filter} kinds={kinds} />
      <Live list="dead-letters" after={after} filter={formOf(filter)} to={addressOf(filter, null)} />
      <Letters rows={rows} />
      <Pages newest={first ? null : addressOf(filter, null)} older={last === null ? null : addressOf(filter, last.cursor)} />
      {rows.length > 0 && <ReplayAll filter={filter} />}
    </>
  );
}

const timeText = (at: Date | null): string => at?.toISOString().slice(0, 19) ?? "";

const formOf = ({ error, kind, since }: DeadLetterFilter) => ({ kind: kind ?? "", since: timeText(since), error: error ?? "" });

function addressOf(filter: DeadLetterFilter, after: string | null): Path {
  const { error, kind, since } = formOf(filter);
  return path`/admin/dead-letters?kind=${kind}&since=${since}&error=${error}&after=${after ?? ""}`;
}

/** What went wrong, most often first: one mended cause brings back many. */
function Groups({ groups }: Pick<DeadLettersProps, "groups">): JSX.Element | null {
  const { words } = usePage();
  if (groups.length === 0) return null;
  return (
    <Table
      caption={words.text("dead.groups")}
      rows={groups}
      keyOf={({ error, kind }) => `${kind} ${error}`}
      empty=""
      columns={[
        {
          title: words.text("dead.error"),
          cell: ({ error, kind }) => (
            <Link to={addressOf({ kind, error, since: null }, null)}>
              <Said text={error === "" ? words.text("dead.noError") : error} max={200} />
            </Link>
          ),
        },
        { title: words.text("health.kind"), cell: ({ kind }) => words.text(`owed.${kind}`) },
        { title: words.text("dead.count"), class: "number", cell: ({ count }) => words.number(count) },
        { title: words.text("dead.newest"), cell: ({ newest }) => <Ago at={newest} /> },
        { title: words.text("dead.fix"), cell: ({ kind }) => words.text(`dead.fix.${kind}`) },
      ]}
    />
  );
}

function Narrow({ filter, kinds }: Pick<DeadLettersProps, "filter" | "kinds">): JSX.Element {
  const { words } = usePage();
  return (
    <Search to={path`/admin/dead-letters`} class="card">
      <div class="row">
        <Menu
          name="kind"
          label={words.text("health.kind")}
          chosen={filter.kind}
          options={kinds.map((value) => ({ value, text: words.text(`owed.${value}`) }))}
        />
        <TimeField name="since" label={words.text("notices.since")} value={filter.since} />
        <Button kind="main">{words.text("audit.button")}</Button>
      </div>
      {filter.error !== null && (
        <p>
          {words.text("dead.error")}: <Foreign text={filter.error} max={200} />{" "}
          <Link to={path`/admin/dead-letters`}>{words.text("incidents.clear")}</Link>
        </p>
      )}
    </Search>
  );
}

function Letters({ rows }: Pick<DeadLettersProps, "rows">): JSX.Element {
  const { visitor, words } = usePage();
  const mayAct = visitor?.may("incidents:act") === true;
  return (
    <Table
      caption={words.text("dead.caption")}
      rows={rows}
      keyOf={({ id }) => id}
      empty={<p>{words.text("dead.empty")}</p>}
      columns={[
        { title: words.text("health.kind"), cell: ({ kind }) => words.text(`owed.${kind}`) },
        { title: words.text("dead.about.what"), cell: (row) => <Subject letter={row} /> },
        {
          title: words.text("dead.error"),
          cell: ({ last_error: error }) => <Said text={error ?? words.text("dead.noError")} max={200} />,
        },
        { title: words.text("incident.attempts"), class: "number", cell: ({ attempts }) => words.number(attempts) },
        { title: words.text("dead.at"), cell: ({ dead_at: at }) => <Ago at={at} /> },
        ...(mayAct ? [{ title: words.text("sessions.act"), cell: (row: DeadLetter) => <ReplayOne letter={row} /> }] : []),
      ]}
    />
  );
}

function Subject({ letter }: { readonly letter: DeadLetter }): JSX.Element {
  const { words } = usePage();
  const { delivery_id: delivery, incident_id: incident, lane, notice_id: notice, token_hint: hint } = letter;
  return (
    <>
      {incident !== null && (
        <Link to={path`/admin/incidents/${incident}`} class="mono">
          <Foreign text={hint ?? incident} max={80} />
        </Link>
      )}
      {notice !== null && (
        <>
          {" "}
          <Link to={path`/admin/notices/${notice}`}>{words.text("dead.mail")}</Link>
        </>
      )}
      {delivery !== null && <Link to={path`/admin/deliveries/${delivery}`}>{words.text("delivery.title")}</Link>}
      {lane !== null && (
        <>
          {" "}
          <Foreign text={lane} max={60} />
        </>
      )}
    </>
  );
}

function ReplayOne({ letter: { id, kind, token_hint: hint } }: { readonly letter: DeadLetter }): JSX.Element {
  const { words } = usePage();
  return (
    <Form to={path`/admin/dead-letters/${id}/replay`}>
      <Button label={words.text("dead.replayOf", { what: `${words.text(`owed.${kind}`)} ${hint ?? id.slice(-6)}` })}>
        {words.text("dead.replay")}
      </Button>
    </Form>
  );
}

function ReplayAll({ filter }: Pick<DeadLettersProps, "filter">): JSX.Element {
  const { visitor, words } = usePage();
  if (visitor?.may("incidents:act") !== true)
    return (
      <p>
        <Reserved label={words.text("dead.replayAll")} permission="incidents:act" />
      </p>
    );
  return (
    <Form to={path`/admin/dead-letters/replay`} class="card">
      <p>{words.text("dead.replayAll.about")}</p>
      {Object.entries(formOf(filter)).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button kind="danger">{words.text("dead.replayAll")}</Button>
    </Form>
  );
}
