import type { Request, Response } from "express";
import type { Attempt } from "../../access/identity-provider.ts";
import type { Keyring } from "../../kernel/keyring.ts";
import type { Secret } from "../../kernel/secret.ts";
import type { Theme } from "../ui/page.ts";

const YEAR_MS = 365 * 24 * 3_600_000;
const THEME = "tokenward-theme";
const LANGUAGE = "tokenward-language";
const ATTEMPT = "tokenward-sign-in";
const OF_HOST = "__Host-";
const ATTEMPT_MS = 10 * 60_000;

/** The cookies of the dashboard. Over https those that sign somebody in are bound to exactly this host (`__Host-`, RFC 6265bis section 4.1.3). */
export class Cookies {
  readonly #secure: boolean;
  readonly #keyring: Pick<Keyring, "seal" | "unseal">;

  constructor(secure: boolean, keyring: Pick<Keyring, "seal" | "unseal">) {
    this.#secure = secure;
    this.#keyring = keyring;
  }

  /** The secret of the session, or null. */
  session(request: Request): string | null {
    return readCookie(request, this.#session);
  }

  setSession(response: Response, secret: Secret): void {
    const value = secret.reveal("the browser keeps it");
    response.cookie(this.#session, value, { httpOnly: true, sameSite: "lax", secure: this.#secure, path: "/" });
  }

  clearSession(response: Response): void {
    response.clearCookie(this.#session, { httpOnly: true, sameSite: "lax", secure: this.#secure, path: "/" });
  }

  theme(request: Request): Theme {
    const theme = readCookie(request, THEME);
    return theme === "light" || theme === "dark" ? theme : "auto";
  }

  setTheme(response: Response, theme: Theme): void {
    response.cookie(THEME, theme, { httpOnly: true, sameSite: "lax", secure: this.#secure, path: "/admin", maxAge: YEAR_MS });
  }

  /** The language that was chosen; null: as the browser asks. */
  language(request: Request): string | null {
    return readCookie(request, LANGUAGE);
  }

  setLanguage(response: Response, language: string | null): void {
    const scope = { httpOnly: true, sameSite: "lax", secure: this.#secure, path: "/admin" } as const;
    if (language === null) response.clearCookie(LANGUAGE, scope);
    else response.cookie(LANGUAGE, language, { ...scope, maxAge: YEAR_MS });
  }

  /** The sign-in that this browser has begun; null when there is none, or when it was changed or is over. */
  attempt(request: Request): Attempt | null {
    const sealed = readCookie(request, this.#attempt);
    if (sealed === null) return null;
    try {
      const plain = this.#keyring.unseal(Buffer.from(sealed, "base64url"), ATTEMPT).toString();
      const { attempt, until } = JSON.parse(plain) as { attempt: Attempt; until: number };
      return until > Date.now() ? attempt : null;
    } catch {
      return null;
    }
  }

  setAttempt(response: Response, attempt: Attempt): void {
    const plain = JSON.stringify({ attempt, until: Date.now() + ATTEMPT_MS });
    const sealed = this.#keyring.seal(Buffer.from(plain), ATTEMPT).toString("base64url");
    response.cookie(this.#attempt, sealed, { ...this.#ofSignIn, maxAge: ATTEMPT_MS });
  }

  clearAttempt(response: Response): void {
    response.clearCookie(this.#attempt, this.#ofSignIn);
  }

  // Lax: it has to come along when the provider sends the browser back.
  get #ofSignIn() {
    return { httpOnly: true, sameSite: "lax", secure: this.#secure, path: this.#secure ? "/" : "/admin/sign-in" } as const;
  }

  get #session(): string {
    return this.#secure ? `${OF_HOST}tokenward` : "tokenward";
  }

  get #attempt(): string {
    return this.#secure ? OF_HOST + ATTEMPT : ATTEMPT;
  }
}

function readCookie(request: Request, name: string): string | null {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, value] = pair.trim().split("=");
    if (key === name && value !== undefined && value !== "") return value;
  }
  return null;
}
