import { z } from "zod";
import type { AuditAction } from "../../../audit/event.ts";
import { everyEvent } from "../../../audit/export.ts";
import { appendAudit } from "../../../audit/trail.ts";
import type { Database } from "../../../db/database.ts";
import { everyIncident } from "../../../incidents/queries/export.ts";
import type { IncidentFilter } from "../../../incidents/queries/queries.sql.ts";
import { parseQuery } from "../../../incidents/queries/query-language.ts";
import { auditFilter } from "../../ui/list/read.ts";
import type { Visitor } from "../../ui/page.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { EVENT_WRITERS, INCIDENT_WRITERS, type Writer, written } from "./writers.ts";

/** Lists as files: exactly what the filter lets through, and on record with who took it. */
export function exportScreens({ db }: { readonly db: Database }): Screen[] {
  return [
    screen({
      method: "post",
      path: "/admin/incidents/export",
      permission: "incidents:export",
      form: z.object({ q: z.string().max(500).default(""), as: z.enum(["csv", "ndjson", "sarif"]) }),
      handle: async ({ form: { as, q }, now, visitor }) => {
        const filter = parseQuery(q);
        await record(db, "incidents.exported", visitor, { as, filter: withoutForeignText(filter) });
        return { download: file("incidents", now, INCIDENT_WRITERS[as], everyIncident(db, filter)) };
      },
    }),
    screen({
      method: "post",
      path: "/admin/audit/export",
      permission: "audit:read",
      form: z.object({ ...auditFilter, as: z.enum(["csv", "ndjson"]) }),
      handle: async ({ form: { as, ...filter }, now, visitor }) => {
        const { actor, ...rest } = filter;
        await record(db, "audit.exported", visitor, { as, filter: { ...rest, ...(actor === null ? {} : { actor: "given" }) } });
        return { download: file("audit", now, EVENT_WRITERS[as], everyEvent(db, filter)) };
      },
    }),
  ];
}

async function record(db: Database, action: AuditAction, { session }: Visitor, detail: Readonly<Record<string, unknown>>): Promise<void> {
  await db.transaction(
    async (tx) => await Promise.resolve(appendAudit(tx, [{ action, actor: `admin:${session.name}`, incidentId: null, detail }])),
  );
}

/** The trail is kept for ever, and people paste tokens and addresses into searches: of those it says only that they narrowed. */
function withoutForeignText({ owner, token, ...rest }: IncidentFilter): object {
  const given = Object.entries(rest).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(given), ...(owner === null ? {} : { owner: "given" }), ...(token === null ? {} : { token: "given" }) };
}

function file<Row>(name: string, now: Date, writer: Writer<Row>, pages: AsyncIterable<readonly Row[]>) {
  const stamp = now.toISOString().slice(0, 19).replaceAll(":", "");
  return { name: `${name}-${stamp}Z.${writer.extension}`, type: writer.type, parts: written(writer, pages) };
}
