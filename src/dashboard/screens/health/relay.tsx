import type { JSX } from "preact";
import type { MailState } from "../../../incidents/health/successes.sql.ts";
import { Link, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, At, Badge, Said } from "../../ui/text.tsx";
import { HelpLink } from "./runbook.tsx";

/** Whether owners can be told. */
export function Relay({ state }: { readonly state: MailState }): JSX.Element {
  const { words } = usePage();
  const name = words.text("health.relay");
  return (
    <Table
      caption={words.text("health.mails")}
      rows={[state]}
      keyOf={() => "relay"}
      empty=""
      columns={[
        { title: words.text("health.mails"), cell: () => <Link to={path`/admin/notices`}>{name}</Link> },
        {
          title: words.text("health.state"),
          cell: ({ failing, givenUp, sentAt }) =>
            failing + givenUp > 0 ? (
              <Badge tone="bad" text={words.text("health.failing")} />
            ) : (
              <Badge tone={sentAt === null ? "calm" : "good"} text={words.text(sentAt === null ? "health.silent" : "health.well")} />
            ),
        },
        { title: words.text("health.lastSuccess"), cell: ({ sentAt }) => <Ago at={sentAt} /> },
        { title: words.text("health.open"), class: "number", cell: ({ open }) => words.number(open) },
        { title: words.text("health.givenUp"), class: "number", cell: ({ givenUp }) => words.number(givenUp) },
        { title: words.text("health.lastError"), cell: ({ lastError }) => <Said text={lastError ?? ""} /> },
        { title: words.text("health.next"), cell: ({ nextAt }) => (nextAt === null ? "" : <At at={nextAt} />) },
        { title: words.text("runbook.title"), cell: () => <HelpLink about="mails" of={name} /> },
      ]}
    />
  );
}
