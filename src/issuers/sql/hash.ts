import type { Candidate, StoredHash } from "../../formats/format.ts";
import { hashText } from "../../formats/text/proof.ts";
import { Secret } from "../../kernel/secret.ts";
import type { Hashing } from "./options.ts";

/** The candidate's hash as the issuer's database holds it; null when its format has no key. */
export function hashOf(candidate: Candidate, hashing: Hashing): string | Buffer | null {
  const key = keyFor(candidate, hashing);
  if (key === undefined) return null;
  const digest = hashText(candidate.text, key);
  return hashing.encoding === "bytes" ? digest : digest.toString(hashing.encoding);
}

/** What the database holds, as a proof. */
export function storedHash(candidate: Candidate, held: string | Buffer, hashing: Hashing): StoredHash {
  const encoding = hashing.encoding === "bytes" ? "hex" : hashing.encoding;
  const digest = typeof held === "string" ? Buffer.from(held, encoding) : held;
  return { kind: "hash", digest, key: keyFor(candidate, hashing) ?? null };
}

/** Null where none is used; undefined where one is and there is none for the format. */
function keyFor({ format }: Candidate, { algorithm, keys = {} }: Hashing): Secret<Buffer> | null | undefined {
  if (algorithm === "sha256") return null;
  const key = keys[format] ?? keys["*"];
  return key && new Secret(Buffer.from(key.reveal("hash a candidate")));
}
