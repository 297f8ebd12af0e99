import { z } from "zod";
import { ERROR_CODES, STATUS_OF } from "../kernel/errors.ts";
import { MEDIA, type Route } from "./api/route.ts";
import { problemSchema } from "./api/schemas.ts";

/** A route that is not of the admin API, described by hand. */
interface PlainRoute {
  readonly path: string;
  readonly method: "get" | "post" | "delete";
  readonly operation: object;
}

const COMPONENT = "#/components/schemas/";
const PROBLEM = { $ref: `${COMPONENT}Problem` };

/** The OpenAPI 3.1 document, made from the declarations that also check the requests. */
export function openApiDocument(routes: readonly Route[], sources: readonly string[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, operation, path } of [...PLAIN, ...sources.map(hook), ...routes.map(described)]) {
    (paths[path] ??= {})[method] = operation;
  }
  const hoisted = hoist({ paths, problem: schemaOf(problemSchema) });
  return {
    openapi: "3.1.0",
    info: { title: "Tokenward", version, description: "Takes reports of leaked tokens, revokes the genuine ones and tells their owners." },
    paths: hoisted.document.paths,
    components: {
      schemas: hoisted.schemas,
      securitySchemes: {
        admin: { type: "http", scheme: "bearer", description: "An admin token: ADMIN_TOKEN, or one that `tokenward admin-token` minted." },
      },
    },
  };
}

/** Zod puts named schemas below each schema that uses them; references count from the top of the document, where they live once. */
function hoist<T extends object>(document: T): { document: T; schemas: Record<string, object> } {
  const schemas: Record<string, object> = {};
  const moved = JSON.parse(JSON.stringify(document), (_key, value: unknown) => {
    if (typeof value === "string") return value.replace(/^#\/\$defs\//u, COMPONENT);
    if (typeof value !== "object" || value === null || !("$defs" in value)) return value;
    const { $defs, ...rest } = value;
    Object.assign(schemas, $defs);
    return rest;
  }) as T;
  return { document: moved, schemas };
}

function described(declared: Route): PlainRoute {
  const { answers, body, id, method, path, problems = [], summary } = declared;
  const success = Object.entries(answers).map(([status, { description, schema }]) => [status, { description, ...json(schemaOf(schema)) }]);
  const ofBodies = body === undefined ? [] : (["body_too_large", "unsupported_encoding"] as const);
  const failures = (["invalid_request", "unauthorized", "unavailable", ...ofBodies, ...problems] as const).map((code) => [
    String(STATUS_OF[code]),
    problem(ERROR_CODES[code]),
  ]);
  const operation = {
    operationId: id,
    summary,
    security: [{ admin: [] }],
    parameters: [...parameters("path", declared.params), ...parameters("query", declared.query)],
    ...(body === undefined ? {} : { requestBody: { required: true, ...content(MEDIA[body.as], schemaOf(body.schema, "input")) } }),
    responses: Object.fromEntries([...success, ...failures]) as object,
  };
  return { path, method, operation };
}

function parameters(place: "path" | "query", schema: z.ZodType | undefined): object[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, "input") as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: "input" | "output" = "output"): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: "draft-2020-12",
    io,
    unrepresentable: "any",
    reused: "inline",
    // Zod closes the objects of answers; ours may gain fields.
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return rest;
}

function content(media: string, schema: object): object {
  return { content: { [media]: { schema } } };
}

function json(schema: object): object {
  return content("application/json", schema);
}

function problem(description: string): object {
  return { description, ...content("application/problem+json", PROBLEM) };
}

function hook(source: string): PlainRoute {
  const responses = {
    200: {
      description: "Committed; labels in the order of the records, for those that have one",
      ...json({ type: "array", items: { type: "object" } }),
    },
    204: { description: "Committed; labels are switched off" },
    400: problem("The signature is genuine and the body is not the documented shape"),
    401: problem("The signature cannot be accepted; nothing was stored"),
    413: problem("More than 32 MiB or 100,000 records"),
    503: problem("Keys or database cannot be reached, or too much is under way; try again"),
  };
  const requestBody = { required: true, ...json({ type: "array", items: { type: "object" } }) };
  return {
    path: `/hooks/${source}`,
    method: "post",
    operation: {
      operationId: `hook_${source.replaceAll("-", "_")}`,
      summary: `Deliveries of ${source}`,
      security: [],
      requestBody,
      responses,
    },
  };
}

const plain = (path: string, operationId: string, summary: string, responses: object): PlainRoute => ({
  path,
  method: "get",
  operation: { operationId, summary, security: [], responses },
});

const PLAIN: readonly PlainRoute[] = [
  plain("/healthz", "live", "Whether the process lives", { 200: { description: "It does" } }),
  plain("/readyz", "ready", "Whether it can do its work", {
    200: { description: "Ready" },
    503: { description: "Not ready; names the failing parts" },
  }),
  plain(
    "/metrics",
    "metrics",
    "Prometheus metrics, for whoever asks from a private network without a proxy in between; otherwise an admin token is needed",
    {
      200: { description: "Text format" },
      401: { description: "Asked from outside, without an admin token" },
    },
  ),
  plain("/openapi.json", "openapi", "This document", { 200: { description: "OpenAPI 3.1" } }),
  plain("/revoke", "revokeForm", "A form for whoever found a token", { 200: { description: "HTML" } }),
  {
    path: "/revoke",
    method: "post",
    operation: {
      operationId: "revoke",
      summary: "Revoke tokens (RFC 7009); whoever holds one may. The answer never tells what became of it",
      security: [],
      requestBody: {
        required: true,
        content: {
          [MEDIA.form]: {
            schema: { type: "object", required: ["token"], properties: { token: { type: "string" }, url: { type: "string" } } },
          },
          [MEDIA.json]: {
            schema: {
              type: "object",
              required: ["tokens"],
              properties: { tokens: { type: "array", maxItems: 1_000, items: { type: "string" } }, url: { type: "string" } },
            },
          },
        },
      },
      responses: {
        200: { description: "Taken, whatever it holds", ...json({ type: "object" }) },
        400: problem(ERROR_CODES.invalid_request),
        413: problem("More than 2 MiB or 1,000 tokens"),
        429: problem(ERROR_CODES.rate_limited),
        503: problem(ERROR_CODES.unavailable),
      },
    },
  },
];
