import type { Format } from "../formats/format.ts";
import { decodeBytes } from "../formats/macaroon/codec/decode.ts";
import { evaluate } from "../formats/macaroon/evaluate.ts";
import type { Matcher } from "../formats/matcher.ts";
import { judge } from "../incidents/verdict.ts";
import type { BuiltinIssuer } from "../issuers/builtin/builtin.ts";
import type { Clock } from "../kernel/clock.ts";

export interface IntrospectNeeds {
  readonly builtin: BuiltinIssuer;
  readonly matcher: Matcher;
  readonly formats: ReadonlyMap<string, Format>;
  readonly clock: Clock;
}

/** RFC 7662 section 2.2. Times are seconds since 1970. An inactive token says nothing else. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true;
      /** The owner's id. */
      readonly sub: string;
      readonly username?: string;
      /** The token's id. */
      readonly jti: string;
      readonly token_type: "macaroon";
      readonly iat?: number;
      /** When this copy ends: its own caveats may end it before its root. Absent: never. */
      readonly exp?: number;
      /** Caveats that whoever asks has to honour: only time was judged here. */
      readonly caveats: readonly string[];
    };

const INACTIVE = { active: false } as const;

/** Whether a token of the built-in issuer can be used now. A revoked token is inactive at once; a truncated one never was usable. */
export async function introspect({ builtin, clock, formats, matcher }: IntrospectNeeds, text: string): Promise<Introspection> {
  const candidate = matcher.read(text, 0);
  if (candidate === null || candidate.end !== text.length) return INACTIVE;
  const format = formats.get(candidate.format)!;
  if (format.issuer !== builtin.id) return INACTIVE;
  const [known = null] = await builtin.lookup([candidate]);
  const now = clock.now();
  const { copy, detail, verdict } = await judge(candidate, known, format, now);
  // Eight signature bytes are enough to revoke a token and far too few to use it.
  if (known === null || verdict !== "genuine" || detail === "truncated") return INACTIVE;
  const decoded = decodeBytes(candidate.bytes.reveal("evaluate the caveats"));
  if (!decoded.ok) return INACTIVE;
  const standing = evaluate(decoded.macaroon.caveats, now);
  if (!standing.active) return INACTIVE;
  await builtin.markUsed(known.id);
  return {
    active: true,
    sub: known.owner?.id ?? known.id,
    ...(known.owner && { username: known.owner.name }),
    jti: known.id,
    token_type: "macaroon",
    ...(known.createdAt && { iat: seconds(known.createdAt) }),
    ...ending(known.expiresAt, copy?.expiresAt ?? null),
    caveats: standing.scopes,
  };
}

function ending(...ends: readonly (Date | null)[]): { exp?: number } {
  const times = ends.filter((end) => end !== null).map(seconds);
  return times.length === 0 ? {} : { exp: Math.min(...times) };
}

function seconds(time: Date): number {
  return Math.floor(time.getTime() / 1_000);
}
