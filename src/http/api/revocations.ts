import { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { AdminTokens } from "../../access/admin-tokens.ts";
import type { Database } from "../../db/database.ts";
import { type Revocation, type RevocationFeed, revocationsAfter } from "../../incidents/feed/revocations.ts";
import { AppError } from "../../kernel/errors.ts";
import { openEventStream, sendEvents } from "../../kernel/net/event-stream.ts";
import { authenticated, type Route, route } from "./route.ts";

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1_000;

const feedQuery = z.strictObject({
  after: z.string().max(40).optional().meta({ description: "The `cursor` of the last entry that is known; from the beginning without it" }),
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
});

const revocationSchema = z
  .object({
    id: z.string().meta({ description: "The issuer's id of the token" }),
    event: z.enum(["revoked", "restored"]),
    issuer: z.string(),
    format: z.string(),
    at: z.iso.datetime(),
    cursor: z.string(),
  })
  .meta({ id: "Revocation" });

/** The feed of revoked tokens, in pages: verifiers drop what they have cached. */
export function revocationRoutes({ db }: { readonly db: Database }): Route[] {
  return [
    route({
      method: "get",
      path: "/revocations",
      id: "listRevocations",
      summary: "Tokens that were revoked or restored, in order; with `Accept: text/event-stream` as a stream that goes on",
      query: feedQuery,
      answers: {
        200: {
          description: "One page; `next` is what to ask for next, whether there is more already or not",
          schema: z.object({ revocations: z.array(revocationSchema), next: z.string().nullable() }),
        },
      },
      handle: async ({ query: { after, limit } }) => {
        const revocations = await revocationsAfter(db, after ?? null, limit);
        return { status: 200, body: { revocations, next: revocations.at(-1)?.cursor ?? after ?? null } };
      },
    }),
  ];
}

export interface RevocationStreamNeeds {
  readonly feed: RevocationFeed;
  readonly adminTokens: Pick<AdminTokens, "authenticate">;
}

const MAX_FOLLOWERS = 200;

/** The same feed as server-sent events. `Last-Event-ID` goes on where a connection broke off. */
export function revocationStream({ adminTokens, feed }: RevocationStreamNeeds): Router {
  const router = Router();
  router.get(
    "/revocations",
    (request, _response, next) => next(wantsStream(request) ? undefined : "route"),
    authenticated(adminTokens),
    // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
    async (request, response) => {
      const cursor = request.get("Last-Event-ID") ?? request.query["after"];
      const after = typeof cursor === "string" ? cursor : null;
      await feed.assertKept(after);
      if (feed.followers >= MAX_FOLLOWERS) {
        throw new AppError("overloaded", `${MAX_FOLLOWERS} verifiers follow the feed already; ask for pages instead`, { retryAfter: 30 });
      }
      if (!response.closed) stream(response, feed, after);
    },
  );
  return router;
}

function wantsStream(request: Request): boolean {
  return request.accepts(["application/json", "text/event-stream"]) === "text/event-stream";
}

function stream(response: Response, feed: RevocationFeed, after: string | null): void {
  const stop = feed.follow(after, {
    take: (entries) => sendEvents(response, entries.map(asEvent).join("")),
    end: () => response.end(),
  });
  openEventStream(response, { name: "revocations", onClose: stop });
}

function asEvent(revocation: Revocation): string {
  return `id: ${revocation.cursor}\nevent: ${revocation.event}\ndata: ${JSON.stringify(revocation)}\n\n`;
}
