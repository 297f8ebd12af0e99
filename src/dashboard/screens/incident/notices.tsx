import type { JSX } from "preact";
import { Link, path } from "../../ui/links.tsx";
import { Address } from "../../ui/list/address.tsx";
import { Answer, NoticeMark, nameOfMail } from "../../ui/list/notice-marks.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago } from "../../ui/text.tsx";
import type { Incident } from "./incident.tsx";

// A page stays below 150 KB, however often its owner was told.
const SHOWN = 10;

/** The mails to its owner, the newest. */
export function Notices({ notices }: Pick<Incident, "notices">): JSX.Element {
  const { words } = usePage();
  return (
    <section aria-labelledby="notices">
      <h2 id="notices">{words.text("incident.notices")}</h2>
      <Table
        caption={words.text("incident.noticesTo")}
        rows={notices.slice(-SHOWN)}
        keyOf={({ id }) => id}
        empty={<p>{words.text("incident.noNotices")}</p>}
        columns={[
          {
            title: words.text("incident.noticeTo"),
            cell: ({ id, to }) => (
              <Link to={path`/admin/notices/${id}`}>
                <Address of={to} />
              </Link>
            ),
          },
          { title: words.text("incident.noticeKind"), cell: ({ template }) => nameOfMail(template, words) },
          { title: words.text("incident.noticeState"), cell: ({ state }) => <NoticeMark state={state} /> },
          { title: words.text("incident.attempts"), class: "number", cell: ({ attempts }) => words.number(attempts) },
          { title: words.text("incident.response"), cell: ({ last_response: text }) => <Answer of={text} /> },
          { title: words.text("incident.sent"), cell: ({ sent_at: at }) => <Ago at={at} /> },
        ]}
      />
      {notices.length > SHOWN && <p class="note">{words.text("notices.cut", { count: SHOWN })}</p>}
    </section>
  );
}
