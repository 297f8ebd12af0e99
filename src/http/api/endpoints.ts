import { z } from "zod";
import { lineOf } from "../../kernel/check.ts";
import { isUuid } from "../../kernel/ids.ts";
import { isSecureUrl } from "../../kernel/net/secure-url.ts";
import { Secret } from "../../kernel/secret.ts";
import { ENDPOINT_KINDS } from "../../outgoing/endpoint.ts";
import type { EndpointRow } from "../../outgoing/endpoints.sql.ts";
import type { Endpoints } from "../../outgoing/endpoints.ts";
import { EVENT_NAMES } from "../../outgoing/event.ts";
import { type Route, route } from "./route.ts";

const MAX_URL = 2_000;
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

const idParams = z.object({ id: z.string().refine(isUuid) });
const eventName = z.enum(EVENT_NAMES).meta({ id: "EventType" });
const time = z.iso.datetime();

const endpointSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(ENDPOINT_KINDS),
    description: z.string(),
    host: z.string().meta({ description: "Scheme and host of the address; the rest of it is not shown" }),
    events: z.array(eventName),
    created_at: time,
    failing_since: time.nullable(),
    disabled_at: time.nullable(),
    disabled_reason: z.string().nullable(),
    messages: z.object({ due: z.int(), failed: z.int() }),
  })
  .meta({ id: "Endpoint" });

const parcelSchema = z
  .object({
    id: z.uuid(),
    message_id: z.uuid(),
    type: eventName,
    incident_id: z.uuid().nullable(),
    state: z.enum(["due", "delivered", "failed"]),
    attempts: z.int(),
    last_answer: z.string().nullable(),
    created_at: time,
    attempted_at: time.nullable(),
    delivered_at: time.nullable(),
    next_attempt_at: time.nullable(),
    tries: z.array(z.object({ at: z.string(), answer: z.string() })).nullable(),
  })
  .meta({ id: "EndpointMessage" });

const newEndpoint = z.strictObject({
  kind: z.enum(ENDPOINT_KINDS).default("standard"),
  url: z
    .string()
    .max(MAX_URL)
    .refine(isSecureUrl, { error: "it is no https URL (http only to this machine) without user, password and fragment" }),
  description: lineOf(200),
  events: z.array(eventName).min(1).max(EVENT_NAMES.length),
});

const secret = z.string().nullable().meta({ description: "`whsec_…`: shown this once. Null for a chat" });

const ONE = { params: idParams, problems: ["not_found", "conflict"] } as const;

/** Endpoints of other systems: who is told of what, by Standard Webhooks or as sentences in a chat. */
export function endpointRoutes({ endpoints }: { readonly endpoints: Endpoints }): Route[] {
  return [...listRoutes(endpoints), ...switchRoutes(endpoints), ...messageRoutes(endpoints)];
}

function listRoutes(endpoints: Endpoints): Route[] {
  return [
    route({
      method: "get",
      path: "/api/endpoints",
      id: "listEndpoints",
      summary: "Who is told of events",
      answers: { 200: { description: "All of them", schema: z.object({ endpoints: z.array(endpointSchema) }) } },
      handle: async () => ({ status: 200, body: { endpoints: (await endpoints.list()).map(endpointView) } }),
    }),
    route({
      method: "post",
      path: "/api/endpoints",
      id: "createEndpoint",
      summary: "Tell somebody of events, from now on",
      body: { as: "json", schema: newEndpoint },
      answers: { 201: { description: "The endpoint and its signing secret", schema: z.object({ endpoint: endpointSchema, secret }) } },
      problems: ["conflict"],
      handle: async ({ actor, body: { description, events, kind, url } }) => {
        const created = await endpoints.create({ kind, address: new Secret(url), description, events: [...new Set(events)] }, actor);
        return {
          status: 201,
          body: { endpoint: endpointView(await endpoints.get(created.id)), secret: created.secret?.reveal("show it once") ?? null },
        };
      },
    }),
    route({
      ...ONE,
      method: "delete",
      path: "/api/endpoints/{id}",
      id: "deleteEndpoint",
      summary: "Delete an endpoint; what is on its way there is dropped",
      answers: { 200: { description: "Deleted", schema: z.object({}) } },
      handle: async ({ actor, params }) => {
        await endpoints.remove(params.id, actor);
        return { status: 200, body: {} };
      },
    }),
  ];
}

function switchRoutes(endpoints: Endpoints): Route[] {
  const answers = { 200: { description: "The endpoint afterwards", schema: endpointSchema } };
  return [
    route({
      ...ONE,
      method: "post",
      path: "/api/endpoints/{id}/disable",
      id: "disableEndpoint",
      summary: "Switch an endpoint off",
      body: { as: "json", schema: z.object({ reason: lineOf(500) }) },
      answers,
      handle: async ({ actor, body, params }) => {
        await endpoints.disable(params.id, body.reason, actor);
        return { status: 200, body: endpointView(await endpoints.get(params.id)) };
      },
    }),
    route({
      ...ONE,
      method: "post",
      path: "/api/endpoints/{id}/enable",
      id: "enableEndpoint",
      summary: "Switch an endpoint on again",
      answers,
      handle: async ({ actor, params }) => {
        await endpoints.enable(params.id, actor);
        return { status: 200, body: endpointView(await endpoints.get(params.id)) };
      },
    }),
    route({
      ...ONE,
      method: "post",
      path: "/api/endpoints/{id}/rotate-secret",
      id: "rotateEndpointSecret",
      summary: "Give an endpoint a new signing secret; the one before signs as well until the next change",
      answers: { 200: { description: "The new secret", schema: z.object({ secret }) } },
      handle: async ({ actor, params }) => {
        return { status: 200, body: { secret: (await endpoints.rotateSecret(params.id, actor)).reveal("show it once") } };
      },
    }),
  ];
}

function messageRoutes(endpoints: Endpoints): Route[] {
  return [
    route({
      ...ONE,
      method: "get",
      path: "/api/endpoints/{id}/messages",
      id: "listEndpointMessages",
      summary: "What was sent to an endpoint, newest first; kept for 30 days",
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT), before: z.uuid().optional() }),
      answers: { 200: { description: "One page", schema: z.object({ messages: z.array(parcelSchema), next: z.uuid().nullable() }) } },
      handle: async ({ params, query: { before, limit } }) => {
        const page = await endpoints.messages(params.id, before ?? null, limit);
        return { status: 200, body: { messages: page, next: page.length === limit ? page.at(-1)!.id : null } };
      },
    }),
    route({
      ...ONE,
      method: "post",
      path: "/api/endpoints/{id}/test",
      id: "testEndpoint",
      summary: "Send an endpoint a message of the type `endpoint.test`",
      answers: { 202: { description: "On its way", schema: z.object({}) } },
      handle: async ({ params }) => {
        await endpoints.test(params.id);
        return { status: 202, body: {} };
      },
    }),
    route({
      ...ONE,
      method: "post",
      path: "/api/endpoints/{id}/replay",
      id: "replayEndpoint",
      summary: "Send again what was given up",
      body: { as: "json", schema: z.object({ since: z.iso.datetime({ offset: true }) }) },
      answers: { 202: { description: "On its way", schema: z.object({ messages: z.int() }) } },
      handle: async ({ actor, body, params }) => {
        return { status: 202, body: { messages: await endpoints.replay(params.id, new Date(body.since), actor) } };
      },
    }),
  ];
}

function endpointView({
  createdAt,
  description,
  disabledAt,
  disabledReason,
  due,
  events,
  failed,
  failingSince,
  host,
  id,
  kind,
}: EndpointRow) {
  return {
    id,
    kind,
    description,
    host,
    events,
    created_at: createdAt,
    failing_since: failingSince,
    disabled_at: disabledAt,
    disabled_reason: disabledReason,
    messages: { due, failed },
  };
}
