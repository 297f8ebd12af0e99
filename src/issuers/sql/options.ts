import { z } from "zod";
import { seconds, secretText } from "../kit/options.ts";
import { readStatement, type Statement } from "./parameters.ts";

const MAX_STATEMENT = 20_000;

/** JSON has no line breaks in its texts: a long statement may be given line by line. */
const lines = z.union([z.string(), z.array(z.string()).transform((all) => all.join("\n"))], { error: "is no text and no list of texts" });

const LOOKUP = ["identifiers", "hashes"];
const CHANGE = ["ids", "reasons", "incidents"];

const statement = (allowed: readonly string[], required: readonly string[]) =>
  lines.transform((sql, context): Statement => {
    const read = sql.length > MAX_STATEMENT ? { mistake: "it is too long" } : readStatement(sql, allowed, required);
    if (!("mistake" in read)) return read;
    context.addIssue(read.mistake);
    return z.NEVER;
  });

const hashing = z.strictObject({
  algorithm: z.enum(["sha256", "hmac-sha256"]),
  /** How the database holds it; `bytes` is `bytea`. */
  encoding: z.enum(["hex", "base64", "base64url", "bytes"]).default("hex"),
  /** HMAC keys by the id of the token format; `*` for all others. */
  keys: z.record(z.string(), secretText).optional(),
});

export type Hashing = z.infer<typeof hashing>;

export const sqlOptions = z
  .strictObject({
    url: secretText.refine((url) => /^postgres(?:ql)?:\/\//u.test(url.reveal("check its scheme")), {
      error: "is no URL that begins with postgres:// or postgresql://",
    }),
    /** Connections of this process at most. */
    connections: z.int().min(1).max(50).default(4),
    /** No statement runs longer. */
    timeout_seconds: seconds(60).default(5),
    /** What the token's public identifier is in the database. A candidate whose identifier cannot be one is not asked about. */
    identifiers: z.enum(["uuid", "integer", "text"]).default("text"),
    /** How tokens without a public identifier are found: by a hash of their whole text. */
    hashing: hashing.optional(),
    statements: z.strictObject({
      /** Once per batch. Answers `found_by`, `id`, and what `row.ts` lists. */
      lookup: statement(LOOKUP, LOOKUP),
      /** Answers the `id` of every token it revoked. */
      revoke: statement(CHANGE, ["ids"]),
      /** Answers the `id` of every one of `:ids` that can still be used: the proof that revoking worked. */
      live: statement(["ids"], ["ids"]),
      suspend: statement(CHANGE, ["ids"]).optional(),
      restore: statement(CHANGE, ["ids"]).optional(),
    }),
  })
  .check((context) => {
    const { hashing: how, statements } = context.value;
    if (statements.lookup.names.includes("hashes") && how === undefined) {
      context.issues.push({ code: "custom", input: how, path: ["hashing"], message: "is missing; the lookup statement uses :hashes" });
    }
    if (how?.algorithm === "hmac-sha256" && Object.keys(how.keys ?? {}).length === 0) {
      context.issues.push({ code: "custom", input: null, path: ["hashing", "keys"], message: "is missing; hmac-sha256 needs a key" });
    }
  });

export type SqlOptions = z.infer<typeof sqlOptions>;
