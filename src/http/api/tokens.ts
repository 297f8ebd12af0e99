import { z } from "zod";
import { isMailAddress } from "../../notices/mail/address.ts";
import { type IntrospectNeeds, introspect } from "../../tokens/introspect.ts";
import { type MintNeeds, mintToken } from "../../tokens/mint.ts";
import { type Route, route } from "./route.ts";
import { lineSchema } from "./schemas.ts";

const MAX_CAVEAT_DEPTH = 10;
// A token far below the longest that a report may hold: what we mint, we have to recognise when it leaks.
const MAX_CAVEATS_LENGTH = 16_384;

/** Stops at `depth`, so that it holds for what would overflow the stack of whoever prints it. */
function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((inner) => isShallow(inner, depth - 1));
}

const mintBody = z.object({
  owner: z.object({
    name: lineSchema(200),
    email: z.string().max(254).refine(isMailAddress, "not an address that mail can be sent to"),
    locale: z
      .string()
      .max(35)
      .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/u, "not a language tag such as en or pt-BR")
      .nullish(),
  }),
  name: lineSchema(200),
  caveats: z
    .array(z.union([z.string().min(1).max(4_000), z.array(z.unknown()), z.record(z.string(), z.unknown())]))
    .max(100)
    .refine((caveats) => caveats.every((caveat) => isShallow(caveat, MAX_CAVEAT_DEPTH)), {
      error: `nested more than ${MAX_CAVEAT_DEPTH} deep`,
      abort: true,
    })
    .refine((caveats) => JSON.stringify(caveats).length <= MAX_CAVEATS_LENGTH, `together longer than ${MAX_CAVEATS_LENGTH} characters`)
    .default([])
    .meta({ description: "First-party caveats: text as it is, or JSON written compactly. None: the token stands for its whole owner." }),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
});

const introspectionSchema = z.union([
  z.object({ active: z.literal(false) }),
  z.object({
    active: z.literal(true),
    sub: z.string(),
    username: z.string().optional(),
    jti: z.string(),
    token_type: z.string(),
    iat: z.int().optional(),
    exp: z.int().optional(),
    caveats: z.array(z.string()),
  }),
]);

/** Tokens of the built-in issuer. */
export function tokenRoutes(needs: MintNeeds & IntrospectNeeds): Route[] {
  return [
    route({
      method: "post",
      path: "/api/tokens",
      id: "mintToken",
      summary: "Mint a token; the only time it is shown",
      body: { as: "json", schema: mintBody },
      answers: { 201: { description: "The token", schema: z.object({ id: z.uuid(), token: z.string() }) } },
      handle: async ({ actor, body: { caveats, expires_at: expiresAt, name, owner } }) => {
        const order = {
          owner: { ...owner, locale: owner.locale ?? null },
          name,
          caveats,
          expiresAt: typeof expiresAt === "string" ? new Date(expiresAt) : null,
        };
        const { id, token } = await mintToken(needs, order, actor);
        return { status: 201, body: { id, token: token.reveal("shown once to whoever asked for it") } };
      },
    }),
    route({
      method: "post",
      path: "/introspect",
      id: "introspectToken",
      summary: "Whether a token is active (RFC 7662)",
      body: { as: "form", schema: z.object({ token: z.string().min(1).max(65_536), token_type_hint: z.string().optional() }) },
      answers: { 200: { description: "Active, or not and nothing else", schema: introspectionSchema } },
      handle: async ({ body: { token } }) => ({ status: 200, body: await introspect(needs, token) }),
    }),
  ];
}
