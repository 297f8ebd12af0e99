import { z } from "zod";
import type { Database } from "../../db/database.ts";
import { INCIDENT_ACTIONS, type IncidentAction, type IncidentActions } from "../../incidents/acts/actions.ts";
import { decodeCursor, encodeCursor } from "../../incidents/queries/cursor.ts";
import { parseQuery } from "../../incidents/queries/query-language.ts";
import { searchIncidents } from "../../incidents/queries/search.ts";
import { incidentDetail, incidentView } from "../../incidents/queries/views.ts";
import { lineOf } from "../../kernel/check.ts";
import { AppError } from "../../kernel/errors.ts";
import { isUuid } from "../../kernel/ids.ts";
import { type Route, route } from "./route.ts";
import { incidentDetailSchema, incidentSchema } from "./schemas.ts";

export interface IncidentRoutesNeeds {
  readonly db: Database;
  readonly actions: IncidentActions;
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

const idParams = z.object({ id: z.string().refine(isUuid) });

const listQuery = z.strictObject({
  q: z.string().default("").meta({ description: 'Terms such as `state:needs_attention owner:"ada@example.com"`' }),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
  cursor: z.string().max(200).optional(),
});

const SUMMARIES: Readonly<Record<IncidentAction, string>> = {
  revoke: "Revoke the token of an incident that was dismissed or waits for a person",
  close: "Close an incident; what was given up is waived",
  reopen: "Reopen a closed incident",
  retry: "Try again what was given up",
  restore: "Make the token valid again: it was a false positive",
};

/** Incidents: the list, one of them, and what people do with them. */
export function incidentRoutes({ actions, db }: IncidentRoutesNeeds): Route[] {
  const detail = async (id: string) => {
    const found = await incidentDetail(db, id);
    if (found === null) throw new AppError("not_found", "there is no incident with this id");
    return found;
  };
  return [
    route({
      method: "get",
      path: "/api/incidents",
      id: "listIncidents",
      summary: "Incidents, newest first",
      query: listQuery,
      answers: { 200: { description: "One page", schema: z.object({ incidents: z.array(incidentSchema), next: z.string().nullable() }) } },
      handle: async ({ query: { cursor, limit, q } }) => {
        const position = cursor === undefined ? null : decodeCursor(cursor);
        const { next, rows } = await searchIncidents(db, parseQuery(q), position, limit);
        return { status: 200, body: { incidents: rows.map(incidentView), next: next === null ? null : encodeCursor(next) } };
      },
    }),
    route({
      method: "get",
      path: "/api/incidents/{id}",
      id: "getIncident",
      summary: "One incident with its occurrences, timeline and notices",
      params: idParams,
      answers: { 200: { description: "The incident", schema: incidentDetailSchema } },
      problems: ["not_found"],
      handle: async ({ params }) => ({ status: 200, body: await detail(params.id) }),
    }),
    ...INCIDENT_ACTIONS.map((action) =>
      route({
        method: "post",
        path: `/api/incidents/{id}/${action}`,
        id: `${action}Incident`,
        summary: SUMMARIES[action],
        params: idParams,
        body: { as: "json", schema: z.object({ reason: lineOf(500) }) },
        answers: { 200: { description: "The incident afterwards", schema: incidentDetailSchema } },
        problems: ["not_found", "conflict"],
        handle: async ({ actor, body, params }) => {
          await actions.act(params.id, action, body.reason, actor);
          return { status: 200, body: await detail(params.id) };
        },
      }),
    ),
  ];
}
