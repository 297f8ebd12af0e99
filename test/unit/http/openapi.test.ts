import { describe, expect, test } from "vitest";
import { z } from "zod";
import { incidentRoutes } from "../../../src/http/api/incidents.ts";
import { lookupRoutes } from "../../../src/http/api/lookup.ts";
import type { Route } from "../../../src/http/api/route.ts";
import { tokenRoutes } from "../../../src/http/api/tokens.ts";
import { openApiDocument } from "../../../src/http/openapi.ts";

// Routes are only declared here, never called: what they need is never touched.
const routes: Route[] = [...tokenRoutes({} as never), ...incidentRoutes({} as never), ...lookupRoutes({} as never)];
const document = openApiDocument(routes, ["github-partner"], "1.2.3");

const contentSchema = z.record(z.string(), z.strictObject({ schema: z.looseObject({}) }));
const operationSchema = z.strictObject({
  operationId: z.string().regex(/^\w+$/u),
  summary: z.string().min(1),
  security: z.array(z.record(z.literal("admin"), z.array(z.never()))),
  parameters: z
    .array(z.strictObject({ name: z.string(), in: z.enum(["path", "query"]), required: z.boolean(), schema: z.looseObject({}) }))
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content: contentSchema }).optional(),
  responses: z.record(z.string().regex(/^\d{3}$/u), z.strictObject({ description: z.string().min(1), content: contentSchema.optional() })),
});
const documentSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/u),
  info: z.strictObject({ title: z.string(), version: z.literal("1.2.3"), description: z.string() }),
  paths: z.record(z.string().startsWith("/"), z.partialRecord(z.enum(["get", "post"]), operationSchema)),
  components: z.strictObject({
    schemas: z.record(z.string(), z.looseObject({ type: z.string().optional() })),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.literal("http"), scheme: z.literal("bearer") })),
  }),
});
const { components, paths } = documentSchema.parse(document);
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...operation })),
);

describe("the OpenAPI document", () => {
  test("lists every route of the admin API and every route that anyone may use", () => {
    const listed = operations.map(({ method, path }) => `${method} ${path}`);
    const open = [
      "get /healthz",
      "get /readyz",
      "get /metrics",
      "get /openapi.json",
      "get /revoke",
      "post /revoke",
      "post /hooks/github-partner",
    ];
    expect(new Set(listed)).toEqual(new Set([...open, ...routes.map(({ method, path }) => `${method} ${path}`)]));
  });

  test("names no operation twice", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("refers to nothing that is not in it", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/gu)].map(([, target]) => target!);
    expect(references.length).toBeGreaterThan(20);
    for (const target of new Set(references))
      expect(Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`)).toContain(target);
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  test("defines no schema as a reference to itself", () => {
    for (const [name, schema] of Object.entries(components.schemas)) expect(schema, name).not.toHaveProperty("$ref");
  });

  test("declares each parameter of a path exactly where the path has it", () => {
    for (const { parameters = [], path, ...operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/gu)].map(([, name]) => name);
      expect(
        parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name),
        operation.operationId,
      ).toEqual(inPath);
      for (const parameter of parameters) if (parameter.in === "path") expect(parameter.required).toBe(true);
    }
  });

  test("asks for the admin token on the admin API and nowhere else", () => {
    const guarded = operations.filter(({ security }) => security.length > 0).map(({ method, path }) => `${method} ${path}`);
    expect(new Set(guarded)).toEqual(new Set(routes.map(({ method, path }) => `${method} ${path}`)));
  });

  test("describes what every guarded operation answers when it fails", () => {
    for (const { responses, security, operationId } of operations) {
      if (security.length > 0) expect(Object.keys(responses), operationId).toEqual(expect.arrayContaining(["400", "401", "503"]));
    }
    expect(Object.keys(paths["/api/incidents/{id}/close"]!.post!.responses)).toEqual(expect.arrayContaining(["404", "409"]));
  });

  test("describes every row of the sources' table", () => {
    const { responses } = paths["/hooks/github-partner"]!.post!;
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(["200", "204", "400", "401", "413", "503"]));
  });
});
