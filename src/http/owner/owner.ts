import { type Request, type Response, Router } from "express";
import type { RateLimit } from "../../access/rate-limit.ts";
import type { CaseView, OwnerCases } from "../../incidents/owner-page/cases.ts";
import type { Clock } from "../../kernel/clock.ts";
import { AppError } from "../../kernel/errors.ts";
import { phrasebook } from "../../notices/catalogue.ts";
import type { OwnerClaim, OwnerLinks } from "../../notices/owner-page/link.ts";
import { gonePage, OWNER_ANSWERS, OWNER_PAGE_POLICY, type OwnerCase, ownerPage } from "../../notices/owner-page/page.ts";
import { methodNotAllowed } from "../method-not-allowed.ts";
import { BodyBudget, withRawBody } from "../raw-body.ts";

export interface OwnerNeeds {
  readonly cases: Pick<OwnerCases, "read" | "answer">;
  readonly links: Pick<OwnerLinks, "read">;
  /** Answers per incident. */
  readonly limit: Pick<RateLimit, "spend">;
  readonly product: string;
  readonly supportAddress: string | null;
  readonly currentUrl: () => string;
  /** How a source is called, and whether an address is its own. */
  readonly sourceOf: (id: string, url: string | null) => { readonly title: string; readonly linkable: boolean };
  readonly clock: Clock;
}

const MAX_BYTES = 1_024;
const BUDGET_BYTES = 1_024 * 1_024;

/**
 * The page of one case, for whoever holds the link from the mail: no sign-in, no cookie, no script. GET and HEAD change
 * nothing, so that scanners of links do no harm; answers are forms.
 */
export function owner(needs: OwnerNeeds): Router {
  const budget = new BodyBudget(BUDGET_BYTES);
  const router = Router();
  const path = router.route("/owner/:link");
  // oxlint-disable-next-line no-async-endpoint-handlers -- Express 5 takes care of what it rejects with
  path.get(async (request, response) => {
    const opened = await open(needs, request);
    if (opened === null) sendGone(needs, request, response);
    else send(response, 200, ownerPage(caseOf(needs, opened), phrasebook(opened.claim.locale)));
  });
  // oxlint-disable-next-line no-async-endpoint-handlers -- as above
  path.post(async (request, response) => {
    const opened = await open(needs, request);
    if (opened === null) {
      request.resume();
      sendGone(needs, request, response);
      return;
    }
    const { incidentId } = opened.claim;
    await needs.limit.spend(incidentId);
    await withRawBody(request, MAX_BYTES, budget, async (body) => {
      const said = new URLSearchParams(body.toString()).get("answer");
      const answer = OWNER_ANSWERS.find((known) => known === said);
      if (answer === undefined) throw new AppError("invalid_request", `answer has to be one of ${OWNER_ANSWERS.join(", ")}`);
      await needs.cases.answer(incidentId, answer);
    });
    // Loading the page again afterwards answers nothing again.
    response.set("Cache-Control", "no-store").redirect(303, request.path);
  });
  path.all(methodNotAllowed("get", "post"));
  return router;
}

interface Opened {
  readonly claim: OwnerClaim;
  readonly view: CaseView;
}

async function open({ cases, clock, links }: OwnerNeeds, request: Request): Promise<Opened | null> {
  const claim = await links.read(String(request.params["link"]), clock.now());
  const view = claim === null ? null : await cases.read(claim.incidentId);
  return claim === null || view === null ? null : { claim, view };
}

function caseOf({ currentUrl, product, sourceOf, supportAddress }: OwnerNeeds, { claim, view }: Opened): OwnerCase {
  const source = sourceOf(view.source, view.url);
  return {
    product,
    publicUrl: currentUrl(),
    supportAddress,
    legalLine: null,
    caseNumber: view.id,
    recipient: { name: view.ownerName ?? "", email: claim.part ? "" : (view.ownerEmail ?? "") },
    locale: claim.locale,
    ownerPage: null,
    brief: false,
    token: {
      name: view.tokenName ?? "",
      id: view.tokenId ?? "",
      hint: view.tokenHint,
      createdAt: view.tokenCreatedAt,
      lastUsedAt: view.tokenUsedAt,
      expiresAt: null,
      scopes: claim.part ? [] : view.tokenCaveats.map(({ text }) => text),
    },
    found: {
      sourceTitle: source.title,
      url: view.url,
      place: view.place,
      linkable: source.linkable,
      firstSeenAt: view.reportedAt,
      otherPlaces: Math.max(0, view.occurrenceCount - 1),
    },
    state: view.leak,
    timeline: view.timeline,
    answer: view.ownerSays === null ? null : { kind: view.ownerSays, at: view.ownerSaidAt! },
    expiresAt: claim.expiresAt,
  };
}

/** In the reader's own language: nothing else is known of them. */
function sendGone({ product }: OwnerNeeds, request: Request, response: Response): void {
  const [language = "en"] = request.acceptsLanguages();
  send(response, 404, gonePage(product, phrasebook(language)));
}

function send(response: Response, status: number, page: string): void {
  response
    .status(status)
    .set({ "Content-Security-Policy": OWNER_PAGE_POLICY, "Cache-Control": "no-store", "X-Robots-Tag": "noindex" })
    .type("html")
    .send(page);
}
