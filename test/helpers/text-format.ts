import { randomBytes } from "node:crypto";
import type { Format } from "../../src/formats/format.ts";
import { proveByText } from "../../src/formats/text/proof.ts";
import { Secret } from "../../src/kernel/secret.ts";

const BODY = 32;

/** A format without a public identifier: a prefix and 32 hex digits, known by nothing but its text. */
export function textFormat(id: string, prefix: string, issuer: string): Format {
  const shape = new RegExp(`${prefix}[0-9a-f]{${BODY}}`, "uy");
  return {
    id,
    title: id,
    issuer,
    reportedAs: [],
    prefixes: [prefix],
    shape: { reach: prefix.length + BODY, shortest: prefix.length + BODY, run: { length: BODY, alphabet: "url", bridge: "" } },
    read: (text, start) => {
      shape.lastIndex = start;
      const [found] = shape.exec(text) ?? [];
      if (found === undefined) return null;
      return {
        format: id,
        start,
        end: start + found.length,
        text: new Secret(found),
        bytes: new Secret(Buffer.from(found)),
        lookup: { by: "text" },
        wholeness: "exact",
        redacted: `${prefix}${found.slice(prefix.length, prefix.length + 4)}…`,
      };
    },
    prove: (candidate, credential) => proveByText(candidate, credential),
    example: () => prefix + randomBytes(BODY / 2).toString("hex"),
  };
}
