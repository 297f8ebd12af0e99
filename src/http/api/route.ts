import { isUtf8 } from "node:buffer";
import express, { type NextFunction, type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import type { AdminTokens } from "../../access/admin-tokens.ts";
import type { Actor } from "../../audit/event.ts";
import { check } from "../../kernel/check.ts";
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
  readonly method: "get" | "post" | "delete";
  /** As in OpenAPI: `/api/incidents/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  /** `stream`: the raw bytes as they come in, of any content type. */
  readonly body?: { readonly as: "json" | "form" | "stream"; readonly schema: z.ZodType<Body> };
  /** Successful answers by status. */
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema: z.ZodType }>>;
  /** Codes of the problems it may answer with, besides 400 and 401. */
  readonly problems?: readonly ("not_found" | "conflict" | "overloaded")[];
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
  stream: streamed,
};

/** The schema of a body that is read as a stream. */
export const byteStream: z.ZodType<AsyncIterable<Uint8Array>> = z.custom<AsyncIterable<Uint8Array>>();

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

/** Lets only bearers of an admin token on. */
export function authenticated(adminTokens: Pick<AdminTokens, "authenticate">): RequestHandler {
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
      params: readParams(declared.params, request.params),
      query: declared.query && check(declared.query, request.query, (path) => (path === "" ? "query" : path)),
      body: declared.body && check(declared.body.schema, bodyOf(request, declared.body.as)),
      actor: response.locals["actor"] as Actor,
    };
    try {
      const answer = await declared.handle(input);
      response.status(answer.status).json(answer.body);
    } finally {
      // What was not read of a stream is drained: a client that sends first and reads later sees why it was refused.
      request.resume();
    }
  };
}

function streamed(request: Request, _response: Response, next: NextFunction): void {
  const encoding = request.headers["content-encoding"] ?? "identity";
  // What is not inflated cannot be a bomb.
  if (encoding.toLowerCase() !== "identity") throw new AppError("unsupported_encoding", ERROR_CODES.unsupported_encoding);
  request.body = request.iterator({ destroyOnReturn: false });
  next();
}

// The parser would put replacement characters in place of what is no text.
function requireUtf8(_request: unknown, _response: unknown, body: Buffer): void {
  if (!isUtf8(body)) throw new AppError("malformed_body", "the body has to be JSON in UTF-8");
}

export const MEDIA = { json: "application/json", form: "application/x-www-form-urlencoded", stream: "*/*" } as const;

// A body that is empty or of another content type was not read by the parser.
function bodyOf(request: Request, as: keyof typeof MEDIA): unknown {
  if (request.body !== undefined) return request.body;
  throw new AppError("invalid_request", `a body is needed, with the content type ${MEDIA[as]}`);
}

// What does not fit the path's pattern is not there.
function readParams<T>(schema: z.ZodType<T> | undefined, params: unknown): T | undefined {
  const parsed = schema?.safeParse(params);
  if (parsed?.success === false) throw new AppError("not_found", ERROR_CODES.not_found);
  return parsed?.data;
}
