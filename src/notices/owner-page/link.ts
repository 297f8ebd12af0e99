import { jwtVerify, SignJWT } from "jose";
import { isUuid } from "../../kernel/ids.ts";
import type { Secret } from "../../kernel/secret.ts";

const ALGORITHM = "HS256";
const AUDIENCE = "owner-page";
const DAY_SECONDS = 86_400;
const MAX_LENGTH = 1_000;

/** What a link opens: one incident, in one language, for a while. */
export interface OwnerClaim {
  readonly incidentId: string;
  /** BCP 47 tag. */
  readonly locale: string;
  /** It was sent to somebody whom only a part of the token concerns: what the token may do is not shown. */
  readonly part: boolean;
  readonly expiresAt: Date;
}

/** Links to the page of one incident: signed (JWS, RFC 7515), expiring, and all that is needed to open it. Nothing is stored. */
export class OwnerLinks {
  readonly #key: Secret<Buffer>;
  readonly #days: number;

  constructor(key: Secret<Buffer>, days: number) {
    this.#key = key;
    this.#days = days;
  }

  /** The path of the page. The same claim gives the same path: a mail that is sent again is the same to the byte. */
  async path({ incidentId, locale, part }: Omit<OwnerClaim, "expiresAt">, issuedAt: Date): Promise<string> {
    const issued = Math.floor(issuedAt.getTime() / 1_000);
    const token = await new SignJWT({ locale: locale.slice(0, 64), ...(part && { part }) })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(incidentId)
      .setAudience(AUDIENCE)
      .setExpirationTime(issued + this.#days * DAY_SECONDS)
      .sign(this.#key.reveal("sign an owner's link"));
    return `/owner/${token}`;
  }

  /** Null for what we did not sign, and for what has expired. */
  async read(token: string, now: Date): Promise<OwnerClaim | null> {
    if (token.length > MAX_LENGTH) return null;
    try {
      const { payload } = await jwtVerify(token, this.#key.reveal("check an owner's link"), {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        currentDate: now,
        requiredClaims: ["sub", "exp"],
      });
      const { exp, locale, part, sub } = payload;
      if (!isUuid(sub!) || typeof locale !== "string") return null;
      return { incidentId: sub!, locale, part: part === true, expiresAt: new Date(exp! * 1_000) };
    } catch {
      return null;
    }
  }
}
