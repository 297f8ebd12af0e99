import { z } from "zod";
import { jsonIssuer, jsonOptions } from "../api/json.ts";
import { OauthIssuer, oauthOptions } from "../api/oauth.ts";
import { issuerKind } from "../kind.ts";

/** An issuer behind an API of its own: an OAuth server, or a program that speaks our signed contract. */
export default issuerKind("http", z.discriminatedUnion("protocol", [oauthOptions, jsonOptions]), (entry, options, needs) =>
  options.protocol === "oauth" ? new OauthIssuer(entry, options, needs) : jsonIssuer(entry, options, needs),
);
