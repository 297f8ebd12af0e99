import { z } from "zod";
import type { Candidate } from "../../formats/format.ts";
import { cleanLine } from "../../kernel/text.ts";
import type { KnownToken, LookupAnswer, PartialAnswer, RemoteIssuer, RevokeOutcome, RevokeRequest } from "../issuer.ts";
import type { IssuerEntry, IssuerNeeds } from "../kind.ts";
import { overHttp, secretText, secureUrl } from "../kit/options.ts";
import { asFarAsAnswered, IssuerTrouble, outcomeOf, troubleOf } from "../kit/trouble.ts";
import { jsonOf, Wire } from "../kit/wire.ts";

const MAX_TEXT = 200;
const FORM = "application/x-www-form-urlencoded";

export const oauthOptions = z.strictObject({
  protocol: z.literal("oauth"),
  revoke_url: secureUrl,
  introspect_url: secureUrl,
  /** How we show who we are (RFC 6749 section 2.3.1, or a bearer token of the server's own). */
  auth: z.union([z.strictObject({ client_id: z.string().min(1), client_secret: secretText }), z.strictObject({ bearer: secretText })]),
  token_type_hint: z.enum(["access_token", "refresh_token"]).optional(),
  ...overHttp,
});

export type OauthOptions = z.infer<typeof oauthOptions>;

/** RFC 7662 section 2.2. What an inactive token was is not told. */
const introspection = z.object({
  active: z.boolean(),
  sub: z.string().nullish(),
  username: z.string().nullish(),
  client_id: z.string().nullish(),
  iat: z.number().nullish(),
  exp: z.number().nullish(),
});

type Introspection = z.infer<typeof introspection>;

/**
 * An OAuth authorization server: RFC 7662 tells whether a token is active, RFC 7009 ends it. The answer to a revocation is
 * no proof (it is 200 whatever happened); that the token is inactive afterwards is.
 */
export class OauthIssuer implements RemoteIssuer {
  readonly id: string;
  readonly title: string;
  readonly where = "elsewhere";
  readonly needsToken = true;
  readonly tellsOwners = false;
  readonly batch = 50;
  readonly suspend = null;
  readonly restore = null;
  readonly #options: OauthOptions;
  readonly #wire: Wire;
  readonly #headers: Readonly<Record<string, string>>;

  constructor({ id, title }: IssuerEntry, options: OauthOptions, { observe }: IssuerNeeds) {
    this.id = id;
    this.title = title;
    this.#options = options;
    this.#wire = new Wire(options, observe(id));
    this.#headers = { "content-type": FORM, accept: "application/json", authorization: authorization(options) };
  }

  /** One call per token: the standard knows no batches. */
  async lookup(candidates: readonly Candidate[]): Promise<readonly PartialAnswer[]> {
    const asked = new Map<string, Promise<PartialAnswer>>();
    const answers = candidates.map(({ text }) => {
      const token = text.reveal("introspect it");
      if (!asked.has(token)) asked.set(token, this.#look(token));
      return asked.get(token)!;
    });
    return await asFarAsAnswered<PartialAnswer>(this.id, answers, (why) => why);
  }

  async revoke(requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]> {
    return await Promise.all(requests.map((request) => this.#revokeOne(request).catch(outcomeOf)));
  }

  async check(): Promise<void> {
    await this.#introspect("tokenward-asks-whether-you-are-there");
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  /** What it refuses to say of one token keeps no other waiting: whether that one is real is asked again when it is to be revoked. */
  async #look(token: string): Promise<LookupAnswer> {
    try {
      const answer = await this.#introspect(token);
      return answer.active ? knownToken(answer) : null;
    } catch (error) {
      if (troubleOf(error).kind === "refused") return "cannot_tell";
      throw error;
    }
  }

  async #revokeOne({ idempotencyKey, token }: RevokeRequest): Promise<RevokeOutcome> {
    const text = token!.reveal("revoke it");
    const before = await this.#introspect(text);
    if (!before.active) return { kind: "already" };
    const headers = { ...this.#headers, "idempotency-key": idempotencyKey };
    await this.#wire.post(this.#options.revoke_url, { headers, body: this.#form(text) }, () => undefined);
    const after = await this.#introspect(text);
    if (after.active) return { kind: "retry_later", reason: "it says yes to the revocation, and that the token is still active" };
    return { kind: "revoked" };
  }

  async #introspect(token: string): Promise<Introspection> {
    return await this.#wire.post(this.#options.introspect_url, { headers: this.#headers, body: this.#form(token) }, (answer) => {
      const read = introspection.safeParse(jsonOf(answer));
      if (read.success) return read.data;
      throw new IssuerTrouble("fault", "its introspection answers something else than RFC 7662 says");
    });
  }

  #form(token: string): string {
    const { token_type_hint: hint } = this.#options;
    return new URLSearchParams({ token, ...(hint === undefined ? {} : { token_type_hint: hint }) }).toString();
  }
}

function knownToken({ client_id, exp, iat, sub, username }: Introspection): KnownToken {
  const owner = sub ?? username ?? null;
  return {
    id: null,
    name: cleanLine(client_id ?? "", MAX_TEXT),
    owner: owner === null ? null : { id: owner, name: cleanLine(username ?? owner, MAX_TEXT), email: mailOf(username), locale: null },
    credential: { kind: "attested" },
    createdAt: dateOf(iat),
    lastUsedAt: null,
    expiresAt: dateOf(exp),
    revokedAt: null,
  };
}

/** Many servers name a user by the mail address. */
function mailOf(username: string | null | undefined): string | null {
  return z.email({ pattern: z.regexes.html5Email }).max(254).safeParse(username).data ?? null;
}

const LAST_SECOND = 8_640_000_000_000;

function dateOf(epochSeconds: number | null | undefined): Date | null {
  return typeof epochSeconds === "number" && Math.abs(epochSeconds) < LAST_SECOND ? new Date(epochSeconds * 1_000) : null;
}

function authorization({ auth }: OauthOptions): string {
  if ("bearer" in auth) return `Bearer ${auth.bearer.reveal("authenticate at the issuer")}`;
  const encode = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);
  const pair = `${encode(auth.client_id)}:${encode(auth.client_secret.reveal("authenticate at the issuer"))}`;
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}
