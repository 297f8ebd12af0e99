import { z } from "zod";
import { httpOrigin, wholeNumber } from "../schemas.ts";
import { optional, setting, type Values } from "../variable.ts";

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
}

export function httpConfig(values: Values<typeof httpVariables>): HttpConfig {
  return {
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL ?? (values.PORT === 0 ? null : `http://localhost:${values.PORT}`),
    maxInflightBytes: values.MAX_INFLIGHT_MIB * 2 ** 20,
  };
}

/** The host name we are known by, without a port: it must not change when `PORT=0` picks another one. */
export function publicHost(http: HttpConfig): string {
  return http.publicUrl === null ? "localhost" : new URL(http.publicUrl).hostname;
}
