import { z } from "zod";
import { type IntrospectNeeds, introspect } from "../../tokens/introspect.ts";
import { type MintNeeds, mintToken } from "../../tokens/mint.ts";
import { mintOrderSchema } from "../../tokens/order.ts";
import { type Route, route } from "./route.ts";

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
      body: { as: "json", schema: mintOrderSchema },
      answers: { 201: { description: "The token", schema: z.object({ id: z.uuid(), token: z.string() }) } },
      handle: async ({ actor, body }) => {
        const { id, token } = await mintToken(needs, body, actor);
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
