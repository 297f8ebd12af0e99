import { z } from "zod";
import { lineOf } from "../../kernel/check.ts";
import type { Suppressions } from "../../notices/bounces/suppressions.ts";
import { type Route, route } from "./route.ts";

const suppressionSchema = z.object({ address: z.string(), since: z.iso.datetime(), reason: z.string() }).meta({ id: "Suppression" });

const change = z.object({ address: z.email({ pattern: z.regexes.html5Email }).max(254), reason: lineOf(300) });

/** Addresses that no mail goes to: those that bounced, and those that somebody said so about. */
export function suppressionRoutes({ suppressions }: { readonly suppressions: Suppressions }): Route[] {
  return [
    route({
      method: "get",
      path: "/api/mail/suppressions",
      id: "listSuppressions",
      summary: "Addresses that no mail goes to, the newest 1,000 first",
      answers: { 200: { description: "The addresses", schema: z.object({ suppressions: z.array(suppressionSchema) }) } },
      handle: async () => ({ status: 200, body: { suppressions: await suppressions.list() } }),
    }),
    route({
      method: "post",
      path: "/api/mail/suppressions",
      id: "suppressAddress",
      summary: "Send no more mails to an address",
      body: { as: "json", schema: change },
      answers: { 200: { description: "What was done", schema: z.object({ suppressed: z.boolean() }) } },
      handle: async ({ actor, body: { address, reason } }) => {
        await suppressions.add(address, reason, actor);
        return { status: 200, body: { suppressed: true } };
      },
    }),
    route({
      method: "post",
      path: "/api/mail/suppressions/release",
      id: "releaseAddress",
      summary: "Send mails to an address again",
      body: { as: "json", schema: change },
      answers: { 200: { description: "What was done", schema: z.object({ released: z.boolean() }) } },
      problems: ["not_found"],
      handle: async ({ actor, body: { address, reason } }) => {
        await suppressions.lift(address, reason, actor);
        return { status: 200, body: { released: true } };
      },
    }),
  ];
}
