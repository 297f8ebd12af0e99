import type { Format } from "../../format.ts";
import { canonicalJwt, JWT_SHAPE, JWT_START, readJwt } from "../../jwt/structure.ts";
import { jwtFacts, jwtLookup, sampleJwt } from "../../jwt/token.ts";
import { textFormat } from "../../text/format.ts";

/** JSON Web Tokens (RFC 7519) in compact form, signed: known by what they decode to, not by how they begin. */
export default function jwt(): Format {
  return textFormat({
    id: "jwt",
    title: "JSON Web Token",
    prefixes: [JWT_START],
    body: {
      end: (text, start) => readJwt(text, start)?.end ?? null,
      shape: () => JWT_SHAPE,
      first: () => ({ outline: "jwt", before: 0 }),
      sample: () => sampleJwt().slice(JWT_START.length),
    },
    lookup: jwtLookup,
    canonical: canonicalJwt,
    facts: jwtFacts,
    // What reads signatures is loaded where one is read: a scan never does.
    prove: async (...proof) => await (await import("../../jwt/proof.ts")).proveJwt(...proof),
  });
}
