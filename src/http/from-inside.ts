import type { Request, RequestHandler } from "express";
import type { AdminTokens } from "../access/admin-tokens.ts";
import { isIn, PRIVATE_ADDRESSES } from "../kernel/net/addresses.ts";
import { authenticated } from "./api/route.ts";

// What proxies write that bring requests of others.
const BROUGHT = ["forwarded", "x-forwarded-for", "x-real-ip", "via"];

/** Lets on who asks from a private network and was not brought by a proxy, and everybody else with an admin token. */
export function fromInside(adminTokens: Pick<AdminTokens, "authenticate">): RequestHandler {
  const byToken = authenticated(adminTokens);
  return (request, response, next) => (isInside(request) ? next() : byToken(request, response, next));
}

function isInside({ headers, socket }: Request): boolean {
  return isIn(PRIVATE_ADDRESSES, socket.remoteAddress ?? "") && BROUGHT.every((name) => headers[name] === undefined);
}
