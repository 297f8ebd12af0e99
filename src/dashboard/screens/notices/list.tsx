import type { JSX } from "preact";
import type { NoticeLine } from "../../../notices/outbox/log.sql.ts";
import type { OwedTemplate } from "../../../notices/outbox/outbox.sql.ts";
import { Button, Form, Search } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { Address } from "../../ui/list/address.tsx";
import { Menu, TimeField } from "../../ui/list/fields.tsx";
import { Live } from "../../ui/list/live.tsx";
import { Answer, NoticeMark, nameOfMail } from "../../ui/list/notice-marks.tsx";
import { Pages } from "../../ui/list/pages.tsx";
import { Last, TestOffer } from "../../ui/offer.tsx";
import { usePage } from "../../ui/page.ts";
import { Reserved } from "../../ui/reserved.tsx";
import { Table } from "../../ui/table.tsx";
import { Ago, At, Foreign } from "../../ui/text.tsx";
import { NOTICE_GROUPS, type NoticeGroup } from "./groups.ts";

interface NoticeListProps {
  readonly rows: readonly NoticeLine[];
  readonly last: NoticeLine | null;
  readonly first: boolean;
  /** When the last one came to be owed, whatever the filter. */
  readonly owed: Date | null;
  readonly after: string;
  readonly state: NoticeGroup | null;
  readonly template: OwedTemplate | null;
  readonly templates: readonly OwedTemplate[];
}

export function NoticeList({ after, first, last, owed, rows, state, template, templates }: NoticeListProps): JSX.Element {
  const { visitor, words } = usePage();
  const filter = { state: state ?? "", template: template ?? "" };
  const newest = path`/admin/notices?state=${filter.state}&template=${filter.template}`;
  return (
    <>
      <Search to={path`/admin/notices`} class="card">
        <div class="row">
          <Menu
            name="state"
            label={words.text("key.state")}
            chosen={state}
            options={Object.keys(NOTICE_GROUPS).map((value) => ({ value, text: words.text(`notices.${value as NoticeGroup}`) }))}
          />
          <Menu
            name="template"
            label={words.text("incident.noticeKind")}
            chosen={template}
            options={templates.map((value) => ({ value, text: nameOfMail(value, words) }))}
          />
          <Button kind="main">{words.text("audit.button")}</Button>
        </div>
      </Search>
      <Live list="notices" after={after} filter={filter} to={newest} />
      <Mails rows={rows} owed={owed} />
      <Pages
        newest={first ? null : newest}
        older={last === null ? null : path`/admin/notices?state=${filter.state}&template=${filter.template}&before=${last.id}`}
      />
      {visitor?.may("incidents:act") === true ? (
        <Recover />
      ) : (
        <p>
          <Reserved label={words.text("notices.recover")} permission="incidents:act" />
        </p>
      )}
      {visitor?.may("endpoints:manage") === true && (
        <p>
          <Link to={path`/admin/endpoints`}>{words.text("notices.endpoints")}</Link>
        </p>
      )}
    </>
  );
}

function Mails({ owed, rows }: Pick<NoticeListProps, "owed" | "rows">): JSX.Element {
  const { words } = usePage();
  return (
    <Table
      caption={words.text("notices.caption")}
      rows={rows}
      keyOf={({ id }) => id}
      empty={
        <>
          <p>
            {words.text("notices.empty")} <Last at={owed} />
          </p>
          <TestOffer />
        </>
      }
      columns={[
        {
          title: words.text("incident.noticeTo"),
          cell: ({ id, recipient_email: to }) => (
            <Link to={path`/admin/notices/${id}`}>
              <Address of={to} />
            </Link>
          ),
        },
        { title: words.text("incident.noticeKind"), cell: (row) => nameOfMail(row.template, words) },
        {
          title: words.text("incidents.token"),
          cell: (row) => (
            <Link to={path`/admin/incidents/${row.incident_id}`} class="mono">
              <Foreign text={row.token_hint} max={80} />
            </Link>
          ),
        },
        { title: words.text("key.state"), cell: (row) => <NoticeMark state={row.state} /> },
        { title: words.text("incident.attempts"), class: "number", cell: ({ attempts }) => words.number(attempts) },
        { title: words.text("incident.response"), cell: (row) => <Answer of={row.last_response} /> },
        { title: words.text("endpoints.message.next"), cell: ({ next_at: at }) => (at === null ? "" : <At at={at} />) },
        { title: words.text("notices.created"), cell: ({ created_at: at }) => <Ago at={at} /> },
      ]}
    />
  );
}

/** Everything that was given up since a time, again. */
function Recover(): JSX.Element {
  const { words } = usePage();
  return (
    <Form to={path`/admin/notices/recover`} class="card">
      <h2>{words.text("notices.recover.title")}</h2>
      <p>{words.text("notices.recover.about")}</p>
      <div class="row">
        <TimeField name="since" label={words.text("notices.since")} value={null} />
        <Button>{words.text("notices.recover")}</Button>
      </div>
    </Form>
  );
}
