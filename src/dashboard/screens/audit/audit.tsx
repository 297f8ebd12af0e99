import type { JSX } from "preact";
import { z } from "zod";
import type { EventFilter, EventPosition } from "../../../audit/browse.sql.ts";
import { browseTrail, type EventPage } from "../../../audit/browse.ts";
import { AUDIT_ACTIONS } from "../../../audit/event.ts";
import { type TrailReport, verifyTrail } from "../../../audit/trail.ts";
import type { Queryable } from "../../../db/database.ts";
import { singleFlight } from "../../../kernel/flow/single-flight.ts";
import { EventDetail, EventName } from "../../ui/event.tsx";
import { Button, Form, Search } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { ExportForm } from "../../ui/list/export-form.tsx";
import { auditFilter } from "../../ui/list/read.ts";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { At, Foreign, UNTRANSLATED } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";

const auditQuery = z.object({
  ...auditFilter,
  before: z
    .string()
    .regex(/^\d{1,18}(?:-\d{1,9})?$/u)
    .transform((text) => text.split("-"))
    .transform(([seq = "", position = "0"]) => ({ seq, position: Number(position) }))
    .optional(),
});

/** The audit trail: what was done, and whether the record of it is whole. */
export function auditScreens({ db }: { readonly db: Queryable }): Screen[] {
  // It reads everything: whoever asks while that is under way shares the outcome.
  const verify = singleFlight(async () => await verifyTrail(db));
  return [
    screen({
      method: "get",
      path: "/admin/audit",
      permission: "audit:read",
      onRecord: true,
      query: auditQuery,
      handle: async ({ query: { before, ...filter }, words }) => {
        const page = await browseTrail(db, filter, before ?? null);
        return { title: words.text("audit.title"), body: <Events page={page} filter={filter} /> };
      },
    }),
    screen({
      method: "post",
      path: "/admin/audit/verify",
      permission: "audit:read",
      handle: async ({ words }) => ({ title: words.text("audit.verified.title"), body: <Verified report={await verify()} /> }),
    }),
  ];
}

function Events({ filter, page }: { readonly page: EventPage; readonly filter: EventFilter }): JSX.Element {
  const { words } = usePage();
  const older = ({ position, seq }: EventPosition) =>
    path`/admin/audit?actor=${filter.actor ?? ""}&action=${filter.action ?? ""}&incident=${filter.incident ?? ""}&before=${`${seq}-${position}`}`;
  return (
    <>
      <FilterForm filter={filter} />
      <Table
        caption={words.text("audit.caption")}
        rows={page.events}
        keyOf={({ position, seq }) => `${seq} ${position}`}
        empty={<p>{words.text("audit.empty")}</p>}
        columns={[
          { title: words.text("audit.at"), cell: ({ at }) => <At at={at} /> },
          { title: words.text("audit.actor"), cell: ({ actor }) => <Foreign text={actor} max={80} /> },
          { title: words.text("audit.action"), cell: ({ action }) => <EventName of={action} /> },
          {
            title: words.text("audit.incident"),
            cell: ({ incident_id: id }) =>
              id === null ? (
                ""
              ) : (
                <Link to={path`/admin/incidents/${id}`}>
                  <bdi>{`${id.slice(0, 4)}…${id.slice(-6)}`}</bdi>
                </Link>
              ),
          },
          { title: words.text("audit.detail"), cell: ({ detail }) => <EventDetail detail={detail === null ? null : asObject(detail)} /> },
          { title: words.text("audit.block"), class: "number", cell: ({ seq }) => seq },
        ]}
      />
      <p class="quiet">{words.text("audit.looked", { from: String(page.from), to: String(page.to) })}</p>
      {page.older !== null && (
        <nav class="pages" aria-label={words.text("incidents.pages")}>
          <Link to={older(page.older)}>{words.text("audit.older")}</Link>
        </nav>
      )}
      <ExportForm
        to={path`/admin/audit/export`}
        formats={["csv", "ndjson"]}
        permission="audit:read"
        filter={{ actor: filter.actor ?? "", action: filter.action ?? "", incident: filter.incident ?? "" }}
      />
      <Form to={path`/admin/audit/verify`} class="card">
        <p>{words.text("audit.verify.about")}</p>
        <Button>{words.text("audit.verify")}</Button>
      </Form>
    </>
  );
}

function asObject(json: string): Readonly<Record<string, unknown>> {
  return JSON.parse(json) as Readonly<Record<string, unknown>>;
}

function FilterForm({ filter }: { readonly filter: EventFilter }): JSX.Element {
  const { words } = usePage();
  return (
    <Search to={path`/admin/audit`} class="card">
      <div class="row">
        <div class="field">
          <label for="actor">{words.text("audit.filter.actor")}</label>
          <input id="actor" name="actor" value={filter.actor ?? ""} maxLength={120} placeholder="admin:grace" autocomplete="off" />
        </div>
        <div class="field">
          <label for="action">{words.text("audit.filter.action")}</label>
          <select id="action" name="action">
            <option value="">{words.text("search.any")}</option>
            {Object.keys(AUDIT_ACTIONS).map((action) => (
              <option key={action} value={action} selected={action === filter.action} {...UNTRANSLATED}>
                {action}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="incident">{words.text("audit.filter.incident")}</label>
          <input id="incident" name="incident" value={filter.incident ?? ""} maxLength={36} autocomplete="off" />
        </div>
        <Button kind="main">{words.text("audit.button")}</Button>
      </div>
    </Search>
  );
}

function Verified({ report }: { readonly report: TrailReport }): JSX.Element {
  const { words } = usePage();
  const { blocks, events, faults } = report;
  return (
    <>
      {faults.length === 0 ? (
        <p class="done lead" role="status">
          {words.text("audit.whole", { blocks, events })}
        </p>
      ) : (
        <div class="error" role="alert">
          <p>{words.text("audit.broken")}</p>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>
                <Foreign text={fault} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <p>
        <Link to={path`/admin/audit`}>{words.text("audit.back")}</Link>
      </p>
    </>
  );
}
