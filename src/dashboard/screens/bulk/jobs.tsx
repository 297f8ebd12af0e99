import type { JSX } from "preact";
import type { BulkState } from "../../../incidents/bulk/job.ts";
import type { JobLine } from "../../../incidents/bulk/jobs.sql.ts";
import { Link, path } from "../../ui/links.tsx";
import { Live } from "../../ui/list/live.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, Badge, Foreign, type Tone } from "../../ui/text.tsx";

const TONES: Readonly<Record<BulkState, Tone>> = { draft: "calm", waiting: "warn", running: "warn", done: "good", cancelled: "calm" };

export function JobMark({ state }: { readonly state: BulkState }): JSX.Element {
  return <Badge tone={TONES[state]} text={usePage().words.text(`bulk.state.${state}`)} />;
}

interface JobListProps {
  readonly jobs: readonly JobLine[];
  readonly form: JSX.Element;
  readonly after: string;
}

/** What is and was done in bulk, and the form for more. */
export function JobList({ after, form, jobs }: JobListProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      {form}
      <Live list="bulk" after={after} to={path`/admin/bulk`} />
      <Table
        caption={words.text("bulk.caption")}
        rows={jobs}
        keyOf={({ id }) => id}
        empty={<p>{words.text("bulk.none")}</p>}
        columns={[
          {
            title: words.text("bulk.job"),
            cell: ({ act, id, items }) => <Link to={path`/admin/bulk/${id}`}>{words.text("bulk.name", { act, count: items })}</Link>,
          },
          { title: words.text("bulk.state"), cell: ({ state }) => <JobMark state={state} /> },
          { title: words.text("bulk.left"), class: "number", cell: ({ open }) => words.number(open) },
          { title: words.text("bulk.reason"), cell: ({ reason }) => <Foreign text={reason} max={120} /> },
          { title: words.text("bulk.author"), cell: ({ author }) => <Foreign text={author} max={60} /> },
          { title: words.text("bulk.created"), cell: ({ createdAt }) => <Ago at={createdAt} /> },
        ]}
      />
    </>
  );
}
