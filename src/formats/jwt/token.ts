import { generateKeyPairSync, randomUUID, sign } from "node:crypto";
import type { Fact, LookupKey } from "../format.ts";
import { readJwt } from "./structure.ts";

/** A JWT signed with a key that nobody keeps. */
export function sampleJwt(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  const encode = (json: object): string => Buffer.from(JSON.stringify(json)).toString("base64url");
  const signed = `${encode({ alg: "EdDSA", typ: "JWT" })}.${encode({ iss: "https://issuer.example", jti: randomUUID() })}`;
  return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString("base64url")}`;
}

const MAX_IDENTIFIER = 255;

/** By its `jti`, read without trust; by its text when it has none that can be one. */
export function jwtLookup(text: string): LookupKey {
  const { iss, jti } = readJwt(text, 0)?.claims ?? {};
  if (typeof jti !== "string" || jti === "" || jti.length > MAX_IDENTIFIER || /\p{Cc}/u.test(jti)) return { by: "text" };
  const claimedIssuer = typeof iss === "string" && iss.length <= 2_048 ? iss : null;
  return { by: "identifier", identifier: jti, ...(claimedIssuer !== null && { claimedIssuer }) };
}

const TEXTS = { iss: "issuer", aud: "audience", jti: "identifier" } as const;
const TIMES = { iat: "issued", nbf: "not before", exp: "expires" } as const;
const LONGEST_SHOWN = 300;
/** The last second of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** Who issued it, for whom, when and until when: of its claims, those that name no person. */
export function jwtFacts(text: string): readonly Fact[] {
  const jwt = readJwt(text, 0);
  if (jwt === null) return [];
  const { claims, header } = jwt;
  const told = (name: string, value: unknown): Fact[] => (typeof value === "string" ? [{ name, text: value.slice(0, LONGEST_SHOWN) }] : []);
  return [
    ...told("algorithm", header["alg"]),
    ...told("key", header["kid"]),
    ...Object.entries(TEXTS).flatMap(([claim, name]) => told(name, claims[claim])),
    ...Object.entries(TIMES).flatMap(([claim, name]) => {
      const seconds = claims[claim];
      const isTime = typeof seconds === "number" && seconds >= 0 && seconds <= LAST_SECOND;
      return isTime ? [{ name, text: new Date(seconds * 1_000).toISOString() }] : [];
    }),
  ];
}
