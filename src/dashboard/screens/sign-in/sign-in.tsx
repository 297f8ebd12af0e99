import { type Request, type Response, Router } from "express";
import type { JSX } from "preact";
import { z } from "zod";
import type { Sessions } from "../../../access/sessions.ts";
import type { SignInLinks } from "../../../access/sign-in-links.ts";
import { check } from "../../../kernel/check.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { type Theme, usePage, type View, type Visitor } from "../../ui/page.ts";
import type { Cookies } from "../../web/cookies.ts";
import type { Desk } from "../../web/desk.tsx";
import { ownForm } from "../../web/mount.ts";
import { returnAddress } from "../../web/same-origin.ts";
import { CATALOGUES, type Words } from "../../words/words.ts";

export interface SignInNeeds {
  readonly desk: Desk;
  readonly cookies: Cookies;
  readonly sessions: Sessions;
  readonly links: SignInLinks;
  /** Whether there is an identity provider. */
  readonly provider: boolean;
}

// Nothing chosen: as the browser asks.
const languageForm = z.object({ language: z.enum(["", ...CATALOGUES.map(({ language }) => language)]) });

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { auto: "dark", dark: "light", light: "auto" };

/** Coming and going; and the choice of colours and of the language, which belong to a browser and not to a person. */
export function signIn({ cookies, desk, links, provider, sessions }: SignInNeeds): Router {
  const router = Router();
  const show = async (request: Request, response: Response, view: (words: Words) => View): Promise<void> => {
    const page = desk.page(request, await desk.visitor(request));
    desk.send(response, 200, page, view(page.words));
  };
  /* oxlint-disable no-async-endpoint-handlers -- Express 5 takes care of what they reject with */
  router.get("/admin/sign-in", async (request, response) => {
    await show(request, response, (words) => ({
      title: words.text("signIn.title"),
      body: <Ways byLink={links.allowed} provider={provider} to={returnAddress(request.query["to"])} />,
    }));
  });
  // Programs that look at the links of a mail ask by GET: that uses nothing up.
  router.get("/admin/sign-in/link/:secret", async (request, response) => {
    await show(request, response, (words) => ({
      title: words.text("signIn.link.title"),
      body: <LinkButton secret={request.params.secret} />,
    }));
  });
  router.post("/admin/sign-in/link/:secret", fromOwnPage(desk), async (request, response) => {
    const agent = request.get("user-agent") ?? "";
    const secret = await links.redeem(String(request.params["secret"]), agent, cookies.session(request), sessions);
    cookies.setSession(response, secret);
    response.redirect(303, returnAddress(request.query["to"]));
  });
  router.post("/admin/sign-out", ownForm(desk), async (_request: Request, response: Response) => {
    const visitor = response.locals["visitor"] as Visitor | null;
    if (visitor !== null) await sessions.end(visitor.session.id, `admin:${visitor.session.name}`);
    cookies.clearSession(response);
    // Neither "cookies", which would take those of every other service of this domain along, nor "storage", which says whether keys are off.
    response.set("Clear-Site-Data", '"cache"');
    response.redirect(303, "/admin/sign-in?done=signed_out");
  });
  /* oxlint-enable no-async-endpoint-handlers */
  router.post("/admin/theme", ownForm(desk), (request: Request, response: Response) => {
    cookies.setTheme(response, NEXT_THEME[cookies.theme(request)]);
    response.redirect(303, pageBefore(request));
  });
  router.post("/admin/language", ownForm(desk), (request: Request, response: Response) => {
    const { language } = check(languageForm, request.body, (name) => name || "form");
    cookies.setLanguage(response, language === "" ? null : language);
    response.redirect(303, pageBefore(request));
  });
  return router;
}

/** The page of ours that a form was sent from. */
function pageBefore(request: Request): string {
  const from = URL.canParse(request.get("referer") ?? "") ? new URL(request.get("referer")!) : null;
  if (from === null) return "/admin";
  // Those before signing in are no place to go on after it, and the page to come back to here.
  const before = /^\/admin\/sign-in(?:\/link\/[\w-]+)?$/u.test(from.pathname);
  return before ? from.pathname + from.search : returnAddress(from.pathname + from.search);
}

/** Nobody is signed in yet, so there is no form key: where it comes from has to do. */
function fromOwnPage(desk: Desk) {
  return (request: Request, _response: Response, next: () => void): void => {
    desk.requireOwnForm(request, null);
    next();
  };
}

interface WaysProps {
  readonly byLink: boolean;
  readonly provider: boolean;
  /** Where to go on. */
  readonly to: string;
}

function Ways({ byLink, provider, to }: WaysProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      {provider && (
        <p>
          <Link to={path`/admin/sign-in/provider?to=${to}`} class="button main">
            {words.text("signIn.provider")}
          </Link>
        </p>
      )}
      {byLink && (
        <>
          <p class="lead">{words.text("signIn.byLink")}</p>
          <pre>
            <code>tokenward admin-token --link --name you --role admin</code>
          </pre>
        </>
      )}
      {!byLink && !provider && <p class="lead">{words.text("signIn.noWay")}</p>}
    </>
  );
}

function LinkButton({ secret }: { readonly secret: string }): JSX.Element {
  const { words } = usePage();
  return (
    <Form to={path`/admin/sign-in/link/${secret}`}>
      <p class="lead">{words.text("signIn.link.about")}</p>
      <Button kind="main">{words.text("signIn.link.button")}</Button>
    </Form>
  );
}
