import { z } from "zod";
import { visibleAscii } from "../schemas.ts";
import { optional, setting, type Values } from "../variable.ts";

export const tokenVariables = {
  TOKEN_PREFIX: setting(z.string().regex(/^[a-z0-9](?:[a-z0-9_-]{0,30}[a-z0-9])?$/u), {
    about: "What the built-in issuer's tokens begin with. Tokens minted under another prefix are no longer recognised.",
    allowed: "1 to 32 lower-case letters, digits, hyphens and underscores, with a letter or digit at both ends",
    fallback: "tokenward",
  }),
  TOKEN_LOCATION: optional(visibleAscii(1, 255), {
    about: "The location inside the built-in issuer's tokens. With `pypi` and `pypi.org` they have exactly PyPI's shape.",
    allowed: "up to 255 visible ASCII characters without spaces",
    otherwise: "host name of `PUBLIC_URL`",
  }),
};

/** What the built-in issuer mints. */
export interface TokensConfig {
  readonly prefix: string;
  readonly location: string;
}

/** @param host that stands in for TOKEN_LOCATION */
export function tokensConfig(values: Values<typeof tokenVariables>, host: string): TokensConfig {
  return { prefix: values.TOKEN_PREFIX, location: values.TOKEN_LOCATION ?? host };
}
