import { isUtf8 } from "node:buffer";
import express, { type Request, type RequestHandler, Router } from "express";
import type { z } from "zod";
import type { AdminTokens } from "../../access/admin-tokens.ts";
import type { Actor } from "../../audit/event.ts";
import { groupBy } from "../../kernel/collections.ts";
import { AppError, ERROR_CODES } from "../../kernel/errors.ts";
import { methodNotAllowed } from "../method-not-allowed.ts";

/** What a request may hold, checked before its handler sees it. */
export interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly actor: Actor;
}

export interface RouteAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** One route of the admin API: all that is needed to check it, to answer it and to document it. */
export interface Route<Params = unknown, Query = unknown, Body = unknown> {
  readonly method: "get" | "post";
  /** As in OpenAPI: `/api/incidents/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly body?: { readonly as: "json" | "form"; readonly schema: z.ZodType<Body> };
  /** Successful answers by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>;
  /** Codes of the problems it may answer with, besides 400 and 401. */
  readonly problems?: readonly ("not_found" | "conflict")[];
  handle(input: RouteInput<Params, Query, Body>): Promise<RouteAnswer>;
}

/** Keeps the types of a route's parts together while it is declared, and forgets them afterwards. */
export function route<Params, Query, Body>(declared: Route<Params, Query, Body>): Route {
  return declared;
}

const BODY_LIMIT = "1mb";
const PARSERS = {
  json: express.json({ limit: BODY_LIMIT, inflate: false, verify: requireUtf8 }),
  form: express.urlencoded({ limit: BODY_LIMIT, inflate: false, extended: false }),
};

/** Mounts routes: who asks is checked first, then what is asked. */
export function mount(routes: readonly Route[], adminTokens: Pick<AdminTokens, "authenticate">): Router {
  const router = Router();
  for (const [path, declared] of groupBy(routes, (one) => one.path)) {
    const place = router.route(path.replaceAll(/\{(\w+)\}/gu, ":$1"));
    for (const one of declared) {
      const parser = one.body === undefined ? [] : [PARSERS[one.body.as]];
      place[one.method](authenticated(adminTokens), ...parser, handler(one));
    }
    place.all(methodNotAllowed(...declared.map(({ method }) => method)));
  }
  return router;
}

function authenticated(adminTokens: Pick<AdminTokens, "authenticate">): RequestHandler {
  return async (request, response, next) => {
    response.set("Cache-Control", "no-store");
    const [, bearer = ""] = /^Bearer +([\x21-\x7e]+)$/iu.exec(request.headers.authorization ?? "") ?? [];
    const actor = await adminTokens.authenticate(bearer);
    if (actor === null) throw new AppError("unauthorized", "an admin token is needed: Authorization: Bearer …");
    response.locals["actor"] = actor;
    next();
  };
}

function handler(declared: Route): RequestHandler {
  return async (request, response) => {
    const input = {
      // What does not fit the path's pattern is not there.
      params: read(declared.params, request.params, () => new AppError("not_found", ERROR_CODES.not_found)),
      query: read(declared.query, request.query, complaint),
      body: read(declared.body?.schema, bodyOf(request, declared), complaint),
      actor: response.locals["actor"] as Actor,
    };
    const answer = await declared.handle(input);
    response.status(answer.status).json(answer.body);
  };
}

// The parser would put replacement characters in place of what is no text.
function requireUtf8(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw new AppError("malformed_body", "the body has to be JSON in UTF-8");
}

export const MEDIA = { json: "application/json", form: "application/x-www-form-urlencoded" } as const;

// A body that is empty or of another content type was not read by the parser.
function bodyOf(request: Request, { body }: Route): unknown {
  if (body === undefined || request.body !== undefined) return request.body;
  throw new AppError("invalid_request", `a body is needed, with the content type ${MEDIA[body.as]}`);
}

function read<T>(schema: z.ZodType<T> | undefined, value: unknown, complain: (error: z.ZodError) => AppError): T | undefined {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw complain(parsed.error);
  return parsed.data;
}

/** Names every field and what is wrong with it; never its value. */
function complaint(error: z.ZodError): AppError {
  const faults = error.issues.slice(0, 10).map(({ message, path }) => `${path.length === 0 ? "body" : path.join(".")}: ${message}`);
  return new AppError("invalid_request", faults.join("; "));
}
