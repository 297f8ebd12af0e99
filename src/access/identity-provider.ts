import * as client from "openid-client";
import { AppError, messageOf } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";
import { cleanLine } from "../kernel/text.ts";
import { type Role, strongestRole } from "./roles.ts";

export interface IdentityProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Null: a public client, which PKCE alone protects. */
  readonly clientSecret: Secret | null;
  /** The claim that names roles; dots lead into objects. */
  readonly roleClaim: string;
}

/** What is remembered of a sign-in between leaving for the provider and coming back. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where to go on. */
  readonly to: string;
  /** Whether the person has to prove anew who they are. */
  readonly again: boolean;
}

export interface Person {
  readonly name: string;
  /** The provider, and what it knows them by for ever. */
  readonly subject: string;
  readonly role: Role;
  /** When they last proved who they are, in seconds since 1970. */
  readonly authenticatedAt: number;
}

const TIMEOUT_SECONDS = 5;
const NAME_MAX = 60;
// How long ago somebody may have signed in at the provider; and how long the way back from a sign-in anew may take.
const MAX_AGE_SECONDS = 12 * 3_600;
const WAY_BACK_SECONDS = 120;

/** Sign-in by OpenID Connect: authorization code flow with PKCE (RFC 7636), state and nonce; the roles come from a claim. */
export class IdentityProvider {
  readonly #settings: IdentityProviderSettings;
  readonly #log: Logger;
  #discovered: Promise<client.Configuration> | null = null;

  constructor(settings: IdentityProviderSettings, log: Logger) {
    this.#settings = settings;
    this.#log = log;
  }

  /** Looks whether it can be asked. @throws AppError `unavailable` */
  async check(): Promise<void> {
    await this.#configuration();
  }

  /** Where to send the browser, and what to remember. @throws AppError `unavailable` when the provider cannot be reached */
  async begin(redirectUri: string, to: string, again: boolean): Promise<{ readonly url: URL; readonly attempt: Attempt }> {
    const configuration = await this.#configuration();
    const attempt: Attempt = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      to,
      again,
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: "openid profile email",
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: "S256",
      // With it, the provider has to say when they signed in (OpenID Connect Core section 3.1.2.1).
      max_age: String(again ? 0 : MAX_AGE_SECONDS),
      ...(again && { prompt: "login" }),
    });
    return { url, attempt };
  }

  /**
   * Who came back, by the address they came back to.
   * @throws AppError `forbidden` when the provider does not vouch for them or gives them no role, `unavailable` when it cannot be reached
   */
  async finish(address: URL, { again, nonce, state, verifier }: Attempt): Promise<Person> {
    const configuration = await this.#configuration();
    const checks = {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
      maxAge: again ? WAY_BACK_SECONDS : MAX_AGE_SECONDS,
    };
    try {
      const tokens = await client.authorizationCodeGrant(configuration, address, checks);
      const claims = tokens.claims()!;
      const roles = rolesIn(claims, this.#settings.roleClaim);
      const found = roles.length > 0 ? { claims, roles } : await this.#ask(configuration, tokens.access_token, claims.sub);
      const role = strongestRole(found.roles);
      if (role === null) {
        const claim = this.#settings.roleClaim;
        throw new AppError("forbidden", `the identity provider gives you no role: the claim "${claim}" names none that there is`);
      }
      const subject = `${claims.iss} ${claims.sub}`;
      return { name: nameIn([found.claims, claims], claims.sub), subject, role, authenticatedAt: claims.auth_time ?? 0 };
    } catch (error) {
      throw this.#asAppError(error);
    }
  }

  /** Some providers tell of roles only here. */
  async #ask(configuration: client.Configuration, accessToken: string, subject: string) {
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return { claims: {}, roles: [] };
    const claims = await client.fetchUserInfo(configuration, accessToken, subject);
    return { claims, roles: rolesIn(claims, this.#settings.roleClaim) };
  }

  /** Asked for once; a failure is forgotten, so that the next sign-in asks again. */
  async #configuration(): Promise<client.Configuration> {
    const { clientId, clientSecret, issuer } = this.#settings;
    this.#discovered ??= client.discovery(
      new URL(issuer),
      clientId,
      undefined,
      clientSecret === null ? client.None() : client.ClientSecretBasic(clientSecret.reveal("prove who we are to the identity provider")),
      {
        timeout: TIMEOUT_SECONDS,
        // The configuration lets plain http pass for this machine only.
        // oxlint-disable-next-line no-deprecated -- marked so that it stands out, not because it goes
        execute: issuer.startsWith("http:") ? [client.allowInsecureRequests] : [],
      },
    );
    try {
      return await this.#discovered;
    } catch (error) {
      this.#discovered = null;
      this.#log.warn({ error: messageOf(error) }, "the identity provider cannot be reached");
      throw new AppError("unavailable", "the identity provider cannot be reached; try again later", { cause: error });
    }
  }

  #asAppError(error: unknown): AppError {
    if (error instanceof AppError) return error;
    this.#log.warn({ error: messageOf(error), cause: error instanceof Error ? messageOf(error.cause ?? "") : "" }, "a sign-in failed");
    return new AppError("forbidden", "the identity provider did not vouch for you; sign in again", { cause: error });
  }
}

/** The texts at the claim: one, a list, or a text with spaces between. */
function rolesIn(claims: Readonly<Record<string, unknown>>, claim: string): string[] {
  // A name with dots is tried as it is first: claims named by URLs have them.
  const value = claims[claim] ?? claim.split(".").reduce<unknown>((inner, key) => memberOf(inner, key), claims);
  if (typeof value === "string") return value.split(/\s+/u);
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

/** An address that the provider has not verified may be anybody's, and so may a user name that looks like one. */
function nameIn(documents: readonly Readonly<Record<string, unknown>>[], subject: string): string {
  const isText = (one: unknown): one is string => typeof one === "string" && one !== "";
  const doubts = documents.some(({ email_verified: verified }) => verified === false || verified === "false");
  const known = [...documents.map(({ email }) => email), ...documents.map(({ preferred_username: name }) => name)].filter(isText);
  return cleanLine(known.find((name) => !doubts || !name.includes("@")) ?? subject, NAME_MAX);
}
