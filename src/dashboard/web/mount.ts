import express, { type Request, type RequestHandler, type Response, Router } from "express";
import type { z } from "zod";
import { check } from "../../kernel/check.ts";
import { groupBy } from "../../kernel/collections.ts";
import { AppError, ERROR_CODES, STATUS_OF } from "../../kernel/errors.ts";
import type { Visitor } from "../ui/page.ts";
import { againView, isFresh } from "./again.tsx";
import type { Desk } from "./desk.tsx";
import { sendDownload } from "./download.ts";
import { returnAddress } from "./same-origin.ts";
import type { Screen } from "./screen.ts";
import type { Viewings } from "./viewings.ts";

const readForm = express.urlencoded({ limit: "2mb", inflate: false, extended: false, parameterLimit: 2_000 });

/** Reads the form of a POST and refuses it when it is not of our own pages; `locals.visitor` is who sent it. */
export function ownForm(desk: Desk): RequestHandler[] {
  return [
    readForm,
    async (request, response, next) => {
      const visitor = await desk.visitor(request);
      desk.requireOwnForm(request, visitor);
      response.locals["visitor"] = visitor;
      next();
    },
  ];
}

/** Mounts screens: who asks is checked first, then whether they may, then what they ask. */
export function mountScreens(screens: readonly Screen[], desk: Desk, viewings: Pick<Viewings, "note">): Router {
  const router = Router();
  for (const [path, declared] of groupBy(screens, (one) => one.path)) {
    const place = router.route(path);
    for (const one of declared) {
      if (one.method === "post") place.post(ownForm(desk), handler(one, desk, viewings));
      else place.get(handler(one, desk, viewings));
    }
    const allowed = declared.map(({ method }) => (method === "get" ? "GET, HEAD" : "POST")).join(", ");
    place.all((_request, response) => {
      response.set("Allow", allowed);
      throw new AppError("method_not_allowed", ERROR_CODES.method_not_allowed);
    });
  }
  return router;
}

function handler(declared: Screen, desk: Desk, viewings: Pick<Viewings, "note">): RequestHandler {
  return async (request, response) => {
    const visitor = (response.locals["visitor"] as Visitor | undefined) ?? (await desk.visitor(request));
    if (visitor === null) {
      askToSignIn(request, response);
      return;
    }
    if (!visitor.may(declared.permission)) {
      const words = desk.words(request);
      const role = words.text(`role.${visitor.session.role}`);
      throw new AppError("forbidden", words.text("failure.role", { role, roles: words.roles(declared.permission) }));
    }
    const page = desk.page(request, visitor);
    const { now, words } = page;
    if (declared.fresh === true && !isFresh(visitor.session, now)) {
      desk.send(response, STATUS_OF.forbidden, page, againView(page));
      return;
    }
    const input = inputOf(declared, request);
    if (declared.onRecord === true) await viewings.note(visitor, declared.path, (request.params["id"] as string | undefined) ?? null);
    const answer = await declared.handle({ ...input, visitor, words, now });
    if ("download" in answer) await sendDownload(response, answer.download);
    else if ("to" in answer) {
      response.redirect(
        303,
        answer.done === undefined ? answer.to : `${answer.to}${answer.to.includes("?") ? "&" : "?"}done=${answer.done}`,
      );
    } else if ("document" in answer) {
      response.set({ "Content-Security-Policy": answer.policy, "X-Frame-Options": "SAMEORIGIN" }).type("html").send(answer.document);
    } else desk.send(response, answer.status ?? 200, page, answer);
  };
}

function askToSignIn(request: Request, response: Response): void {
  const back = request.method === "POST" ? "/admin" : returnAddress(request.originalUrl);
  response.redirect(303, back === "/admin" ? "/admin/sign-in" : `/admin/sign-in?to=${encodeURIComponent(back)}`);
}

function inputOf({ form, params, query }: Screen, request: Request) {
  const { done: _, ...asked } = request.query;
  const { key: __, ...filled } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
  return {
    params: readParams(params, request.params),
    query: query && check(query, asked, (name) => name || "address"),
    form: form && check(form, filled, (name) => name || "form"),
  };
}

// What does not fit the path's pattern is not there.
function readParams(schema: z.ZodType | undefined, params: unknown): unknown {
  const parsed = schema?.safeParse(params);
  if (parsed?.success === false) throw new AppError("not_found", ERROR_CODES.not_found);
  return parsed?.data;
}
