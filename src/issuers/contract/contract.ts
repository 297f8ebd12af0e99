import { z } from "zod";
import type { Candidate } from "../../formats/format.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { KnownToken, LateFacts, LookupAnswer, Owner, RevokeOutcome, RevokeRequest } from "../issuer.ts";
import { contacts } from "../kit/contacts.ts";
import { IssuerTrouble } from "../kit/trouble.ts";

/**
 * The contract between Tokenward and an issuer's own program, over HTTP or as a command: one JSON document each way,
 * `{"type", "tokens": […]}` and `{"results": […]}`, one result per token in the same order.
 */
export type Question = "lookup" | "revoke" | "suspend" | "restore";

const MAX_TEXT = 200;

const text = z.string().transform((value) => cleanLine(value, MAX_TEXT));
const time = z.iso.datetime({ offset: true }).transform((value) => new Date(value));

const owner = z
  .object({
    id: z.string().min(1).max(MAX_TEXT),
    name: text.nullish(),
    email: z.email({ pattern: z.regexes.html5Email }).max(254).nullish(),
    locale: text.nullish(),
    verified: z.boolean().nullish(),
    contacts: contacts.nullish(),
  })
  .transform(
    ({ contacts: others, email, id, locale, name, verified }): Owner => ({
      id,
      name: name ?? id,
      email: email ?? null,
      locale: locale ?? null,
      ...(verified === false ? { verified } : {}),
      ...(others === null || others === undefined ? {} : { contacts: others }),
    }),
  );

const answers = z.object({ results: z.array(z.unknown()) });

const known = z.discriminatedUnion("status", [
  z.object({ status: z.literal("unknown") }),
  z.object({
    status: z.literal("known"),
    id: z.string().min(1).max(MAX_TEXT),
    name: text.nullish(),
    owner: owner.nullish(),
    created_at: time.nullish(),
    last_used_at: time.nullish(),
    expires_at: time.nullish(),
    /** Set: it cannot be used any more. */
    revoked_at: time.nullish(),
  }),
]);

const changed = z.object({
  outcome: z.enum(["revoked", "already", "accepted", "unknown", "refused", "retry_later", "action_needed"]),
  reason: text.nullish(),
  /** Seconds. */
  retry_after: z.number().min(0).max(86_400).nullish(),
  name: text.nullish(),
  owner: owner.nullish(),
});

/** The tokens of a lookup: the issuer compares the whole text, so that what it knows is proven. */
export function lookupDocument(candidates: readonly Candidate[]): object {
  return {
    type: "lookup",
    tokens: candidates.map(({ format, text: token }) => ({ format, token: token.reveal("show it to its issuer") })),
  };
}

export function changeDocument(type: Question, requests: readonly RevokeRequest[]): object {
  return {
    type,
    tokens: requests.map(({ idempotencyKey, incidentId, reason, token, tokenId }) => ({
      id: tokenId,
      ...(token === null ? {} : { token: token.reveal("show it to its issuer") }),
      incident: incidentId,
      reason,
      idempotency_key: idempotencyKey,
    })),
  };
}

/** @throws IssuerTrouble when it is not one usable result per candidate: then nothing of it is believed */
export function readLookup(json: unknown, count: number): LookupAnswer[] {
  return resultsOf(json, count).map((result) => {
    const read = known.safeParse(result);
    if (!read.success) throw nonsense();
    return read.data.status === "unknown" ? null : knownToken(read.data);
  });
}

/** A result that is not usable is an answer for its token only. @throws IssuerTrouble when it is not one per request */
export function readChange(json: unknown, count: number): RevokeOutcome[] {
  return resultsOf(json, count).map((result) => {
    const read = changed.safeParse(result);
    return read.success ? outcome(read.data) : { kind: "retry_later", reason: nonsense().message };
  });
}

function resultsOf(json: unknown, count: number): unknown[] {
  const read = answers.safeParse(json);
  if (!read.success || read.data.results.length !== count) throw nonsense();
  return read.data.results;
}

function nonsense(): IssuerTrouble {
  return new IssuerTrouble("fault", "its answer is not what was agreed on: one result per token");
}

function knownToken(data: Extract<z.infer<typeof known>, { status: "known" }>): KnownToken {
  return {
    id: data.id,
    name: data.name ?? "",
    owner: data.owner ?? null,
    credential: { kind: "attested" },
    createdAt: data.created_at ?? null,
    lastUsedAt: data.last_used_at ?? null,
    expiresAt: data.expires_at ?? null,
    revokedAt: data.revoked_at ?? null,
  };
}

function outcome({ name, outcome: kind, owner: whose, reason, retry_after }: z.infer<typeof changed>): RevokeOutcome {
  const why = reason ?? "it gives no reason";
  if (kind === "retry_later") return { kind, reason: why, ...(typeof retry_after === "number" ? { afterSeconds: retry_after } : {}) };
  if (kind === "refused" || kind === "action_needed") return { kind, reason: why };
  const facts: LateFacts = { name: name ?? undefined, owner: whose ?? undefined };
  return { kind, facts };
}
