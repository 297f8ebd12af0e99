import type { JSX } from "preact";
import type { Session } from "../../../access/sessions.sql.ts";
import { Button, Form } from "../../ui/form.tsx";
import type { Path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { Ago, Foreign } from "../../ui/text.tsx";

interface SessionTableProps {
  readonly caption: string;
  readonly sessions: readonly Session[];
  /** Whether all are of whoever looks. */
  readonly own?: boolean;
  /** Where the form leads that ends one. */
  readonly endAt: (id: string) => Path;
}

export function SessionTable({ caption, endAt, own = false, sessions }: SessionTableProps): JSX.Element {
  const { visitor, words } = usePage();
  const here = visitor?.session.id;
  const whose: readonly Column<Session>[] = [
    { title: words.text("sessions.who"), cell: ({ name }) => <Foreign text={name} max={60} /> },
    { title: words.text("sessions.role"), cell: ({ role }) => words.text(`role.${role}`) },
  ];
  return (
    <Table
      caption={caption}
      rows={sessions}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        ...(own ? [] : whose),
        // Its name comes last.
        { title: words.text("sessions.browser"), cell: ({ agent }) => <Foreign text={agent} max={200} /> },
        { title: words.text("sessions.started"), cell: ({ started_at: at }) => <Ago at={at} /> },
        { title: words.text("sessions.seen"), cell: ({ seen_at: at }) => <Ago at={at} /> },
        {
          title: words.text("sessions.act"),
          cell: ({ id, name }) =>
            id === here ? (
              words.text("sessions.own")
            ) : (
              <Form to={endAt(id)}>
                <Button label={words.text("sessions.endOf", { name })}>{words.text("sessions.end")}</Button>
              </Form>
            ),
        },
      ]}
    />
  );
}
