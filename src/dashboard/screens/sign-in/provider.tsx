import { type Request, type Response, Router } from "express";
import type { Attempt, IdentityProvider } from "../../../access/identity-provider.ts";
import type { Sessions } from "../../../access/sessions.ts";
import { AppError } from "../../../kernel/errors.ts";
import type { Cookies } from "../../web/cookies.ts";
import { returnAddress } from "../../web/same-origin.ts";

export interface ProviderNeeds {
  readonly provider: Pick<IdentityProvider, "begin" | "finish">;
  readonly cookies: Cookies;
  readonly sessions: Pick<Sessions, "start">;
  /** Where browsers find us. */
  readonly origin: () => string;
}

const CALLBACK = "/admin/sign-in/callback";

/** Sign-in at the identity provider: off to it, and back. What is remembered meanwhile is the browser's, sealed, for ten minutes. */
export function providerSignIn({ cookies, origin, provider, sessions }: ProviderNeeds): Router {
  const router = Router();
  /* oxlint-disable no-async-endpoint-handlers -- Express 5 takes care of what they reject with */
  router.get("/admin/sign-in/provider", async (request: Request, response: Response) => {
    const again = request.query["again"] === "1";
    const { attempt, url } = await provider.begin(origin() + CALLBACK, returnAddress(request.query["to"]), again);
    cookies.setAttempt(response, attempt);
    response.redirect(303, url.href);
  });
  router.get(CALLBACK, async (request: Request, response: Response) => {
    const attempt: Attempt | null = cookies.attempt(request);
    cookies.clearAttempt(response);
    if (attempt === null) throw new AppError("forbidden", "this sign-in was not begun in this browser, or took too long; sign in again");
    const person = await provider.finish(new URL(request.originalUrl, origin()), attempt);
    const agent = request.get("user-agent") ?? "";
    cookies.setSession(response, await sessions.start({ ...person, method: "oidc", agent }, cookies.session(request)));
    response.redirect(303, returnAddress(attempt.to));
  });
  /* oxlint-enable no-async-endpoint-handlers */
  return router;
}
