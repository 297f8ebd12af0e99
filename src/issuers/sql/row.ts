import { z } from "zod";
import type { RootKey } from "../../formats/format.ts";
import { Secret } from "../../kernel/secret.ts";
import type { KnownToken, Owner } from "../issuer.ts";
import { contacts } from "../kit/contacts.ts";

const id = z.union([z.string().min(1), z.number(), z.bigint()]).transform(String);
const text = z.string().nullish();
const time = z.date().nullish();

/** The columns that a `lookup` statement answers. Those that may be missing may be null as well. */
const knownRow = z.object({
  /** Which of `:identifiers` or `:hashes` this row was found by, as it was given. */
  found_by: z.union([id, z.instanceof(Buffer)]),
  /** What `:ids` of the other statements names. */
  id,
  name: text,
  owner_id: id.nullish(),
  owner_name: text,
  owner_email: text,
  /** BCP 47. */
  owner_locale: text,
  /** Whether `owner_email` was confirmed; taken for granted without it. */
  owner_verified: z.boolean().nullish(),
  /** Whom else to tell: a JSON array, as `kit/contacts.ts` has it. */
  contacts: contacts.nullish(),
  /** A macaroon's root key, as it is signed with: before the macaroon library derives its own from it. */
  root_key: z.instanceof(Buffer).nullish(),
  /** What a macaroon was minted with: a JSON array, whose elements that are not text stand for their compact JSON. */
  caveats: z.unknown().optional(),
  /** The hash of the whole token, for tokens that are found by an identifier; those that are found by their hash are proven by it. */
  hash: z.union([z.string(), z.instanceof(Buffer)]).nullish(),
  created_at: time,
  last_used_at: time,
  expires_at: time,
  /** Not null: it cannot be used any more. */
  revoked_at: time,
});

type KnownRow = z.infer<typeof knownRow>;

/** A row of a `lookup` statement, by what it was found by. */
export interface FoundToken {
  readonly foundBy: string;
  readonly token: Omit<KnownToken, "credential">;
  readonly rootKey: RootKey | null;
  readonly hash: string | Buffer | null;
}

/** @returns a sentence when the row has not the shape that is needed: the statement is wrong, not the token. Shows no values. */
export function readRow(row: object): FoundToken | { readonly mistake: string } {
  const read = knownRow.safeParse(row);
  if (!read.success) {
    const columns = read.error.issues.map(({ message, path }) => `"${path.map(String).join(".")}" ${message}`);
    return { mistake: `the lookup statement answers rows that cannot be used: ${columns.join("; ")}` };
  }
  const { caveats, found_by, hash, root_key } = read.data;
  const rootKey = root_key ? ({ kind: "root_key", key: new Secret(root_key), caveats: caveatsOf(caveats) } as const) : null;
  return { foundBy: keyOf(found_by), token: tokenOf(read.data), rootKey, hash: hash ?? null };
}

/** `bytea` and text compare by their content. */
export function keyOf(found: string | Buffer): string {
  return typeof found === "string" ? found : found.toString("hex");
}

function tokenOf(row: KnownRow): FoundToken["token"] {
  return {
    id: row.id,
    name: row.name ?? "",
    owner: ownerOf(row),
    createdAt: row.created_at ?? null,
    lastUsedAt: row.last_used_at ?? null,
    expiresAt: row.expires_at ?? null,
    revokedAt: row.revoked_at ?? null,
  };
}

function ownerOf({ contacts: others, owner_email, owner_id, owner_locale, owner_name, owner_verified }: KnownRow): Owner | null {
  if (owner_id === null || owner_id === undefined) return null;
  return {
    id: owner_id,
    name: owner_name ?? owner_id,
    email: owner_email ?? null,
    locale: owner_locale ?? null,
    ...(owner_verified === false ? { verified: false } : {}),
    ...(others === null || others === undefined ? {} : { contacts: others }),
  };
}

function caveatsOf(column: unknown): Buffer[] {
  if (!Array.isArray(column)) return [];
  return column.map((caveat: unknown) => Buffer.from(typeof caveat === "string" ? caveat : JSON.stringify(caveat)));
}
