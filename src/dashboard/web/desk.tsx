import type { Request, Response } from "express";
import { render } from "preact-render-to-string";
import { may } from "../../access/roles.ts";
import type { Sessions } from "../../access/sessions.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Document } from "../ui/frame/layout.tsx";
import type { Page, View, Visitor } from "../ui/page.ts";
import { type Words, wordsFor } from "../words/words.ts";
import type { Cookies } from "./cookies.ts";
import { requireFormKey, requireOwnOrigin } from "./same-origin.ts";

export interface DeskNeeds {
  readonly sessions: Pick<Sessions, "find" | "peek" | "formKey">;
  readonly cookies: Cookies;
  readonly clock: Clock;
  readonly product: string;
  readonly environment: Page["environment"];
  readonly assets: Page["assets"];
  readonly publicUrl: string | null;
}

/** The part of the dashboard that speaks HTTP: who is asking, from where, and the page they get. */
export class Desk {
  readonly #needs: DeskNeeds;

  constructor(needs: DeskNeeds) {
    this.#needs = needs;
  }

  /** Whoever asks; null when nobody is signed in. */
  async visitor(request: Request): Promise<Visitor | null> {
    return await this.#whose(request, (secret) => this.#needs.sessions.find(secret));
  }

  /** The same for what a page asks by itself: it keeps no session alive. */
  async passer(request: Request): Promise<Visitor | null> {
    return await this.#whose(request, (secret) => this.#needs.sessions.peek(secret));
  }

  async #whose(request: Request, find: Sessions["find"]): Promise<Visitor | null> {
    const { cookies, sessions } = this.#needs;
    const secret = cookies.session(request);
    const session = secret === null ? null : await find(secret);
    if (session === null) return null;
    return { session, formKey: sessions.formKey(secret!), may: (permission) => may(session.role, permission) };
  }

  /** @throws AppError `forbidden` for a form that is not of our own pages */
  requireOwnForm(request: Request, visitor: Visitor | null): void {
    requireOwnOrigin(request, this.#needs.publicUrl);
    if (visitor !== null) requireFormKey(visitor.formKey, (request.body as Readonly<Record<string, unknown>> | undefined)?.["key"]);
  }

  /** In the language that was chosen, else in the first that the browser asks for and that there is. */
  words(request: Request): Words {
    const chosen = this.#needs.cookies.language(request);
    return wordsFor([...(chosen === null ? [] : [chosen]), ...request.acceptsLanguages()]);
  }

  page(request: Request, visitor: Visitor | null): Page {
    const { assets, clock, cookies, environment, product } = this.#needs;
    return {
      words: this.words(request),
      languageChosen: cookies.language(request) !== null,
      now: clock.now(),
      visitor,
      address: request.originalUrl,
      theme: cookies.theme(request),
      product,
      environment,
      assets,
    };
  }

  send(response: Response, status: number, page: Page, view: View): void {
    const { done } = response.req.query;
    const document = render(<Document page={page} view={view} done={typeof done === "string" ? done : null} />);
    response.status(status).type("html").send(`<!doctype html>${document}`);
  }
}
