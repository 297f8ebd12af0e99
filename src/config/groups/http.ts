import { isIP } from "node:net";
import { z } from "zod";
import { httpOrigin, wholeNumber } from "../schemas.ts";
import { optional, setting, type Values } from "../variable.ts";

const NAMED_NETWORKS: ReadonlySet<string> = new Set(["loopback", "linklocal", "uniquelocal"]);

const trustedProxies = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine((list) => list.length <= 100 && list.every(isNetwork));

function isNetwork(text: string): boolean {
  const [address = "", bits] = text.split("/");
  const version = isIP(address);
  if (version === 0) return NAMED_NETWORKS.has(text);
  // All addresses there are would let everybody say who they are.
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) > 0 && Number(bits) <= (version === 4 ? 32 : 128));
}

export const httpVariables = {
  HOST: setting(z.string().regex(/^[\w.:%-]{1,253}$/u), {
    about: "Address to listen on; `0.0.0.0` or `::` for all of them.",
    allowed: "an IP address or a host name",
    fallback: "127.0.0.1",
  }),
  PORT: setting(wholeNumber(0, 65_535), {
    about: "Port to listen on; `0` picks a free one.",
    allowed: "a whole number from 0 to 65535",
    fallback: "3000",
  }),
  PUBLIC_URL: optional(httpOrigin, {
    about: "How mails and redirects name this installation.",
    allowed: "an http or https URL without a path, such as `https://tokenward.example.org`",
    otherwise: "`http://localhost:$PORT`",
  }),
  TRUSTED_PROXIES: optional(trustedProxies, {
    about: "The proxies in front of it, whose `X-Forwarded-For` says who asks: limits go by that address.",
    allowed:
      "IP addresses and networks (`10.0.0.0/8`, but not `/0`: everybody could then say who they are), separated by commas; also `loopback`, `linklocal` and `uniquelocal`",
    otherwise: "none: whoever connects is who asks",
  }),
  REVOKE_PER_HOUR: setting(wholeNumber(1, 1_000_000), {
    about:
      "How many requests to `POST /revoke` are taken from one address in an hour. Each may hold 1000 tokens; all of an hour together, 100 times as many tokens as requests.",
    allowed: "a whole number from 1 to 1000000",
    fallback: "100",
  }),
  // One body may have 32 MiB: with less, the largest deliveries would be put off for ever.
  MAX_INFLIGHT_MIB: setting(wholeNumber(32, 65_536), {
    about: "How many MiB of request bodies may be held in memory at once; above it, deliveries are answered 503 and come again.",
    allowed: "a whole number from 32 to 65536",
    fallback: "256",
  }),
};

export interface HttpConfig {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** An origin, without a trailing slash. Null: `http://localhost:` and the port that will be picked. */
  readonly publicUrl: string | null;
  readonly maxInflightBytes: number;
  /** As Express takes them. */
  readonly trustedProxies: readonly string[];
  readonly revokesPerHour: number;
}

export function httpConfig(values: Values<typeof httpVariables>): HttpConfig {
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL ?? (values.PORT === 0 ? null : `http://localhost:${values.PORT}`),
    trustedProxies: values.TRUSTED_PROXIES ?? [],
    revokesPerHour: values.REVOKE_PER_HOUR,
    maxInflightBytes: values.MAX_INFLIGHT_MIB * 2 ** 20,
  };
}

/** The host name we are known by, without a port: it must not change when `PORT=0` picks another one. */
export function hostOf(publicUrl: string | null): string {
  return publicUrl === null ? "localhost" : new URL(publicUrl).hostname;
}
