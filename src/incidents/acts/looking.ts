import type { Actor } from "../../audit/event.ts";
import { appendAudit } from "../../audit/trail.ts";
import type { Database } from "../../db/database.ts";
import { AppError } from "../../kernel/errors.ts";
import { HttpFailure, type IncomingAnswer } from "../../kernel/http-client.ts";
import { Secret } from "../../kernel/secret.ts";
import { leakLink } from "../../notices/leak-link.ts";
import type { Reporter } from "../../sources/direct.ts";
import { lookupPasted, type PastedNeeds } from "../lookup.ts";
import { selectPlace } from "../queries/queries.sql.ts";

/** What is at a place now. `gone`: nobody may see it · `not_seen`: it is there, and the token is not in it · `failed`: nobody could look. */
export type PlaceState = "still_there" | "not_seen" | "gone" | "failed";

export interface LookingNeeds extends PastedNeeds {
  readonly db: Database;
  readonly reporters: ReadonlyMap<string, Reporter>;
  /** Reads a public address, as a stranger: bounded, and not of a private network. */
  readonly open: (url: string) => Promise<Pick<IncomingAnswer, "status" | "body">>;
}

/**
 * Looks, when a person wants to know, whether a token is still where it was seen. Only what is shown as a link is opened: https, on a
 * host of the source that told of it. The answer is in the audit trail; what was read is forgotten.
 */
export class Looking {
  readonly #needs: LookingNeeds;

  constructor(needs: LookingNeeds) {
    this.#needs = needs;
  }

  /** @throws AppError `not_found`, or `conflict` when the place has no address that may be opened */
  async look(incidentId: string, placeId: string, actor: Actor): Promise<PlaceState> {
    const { db, reporters } = this.#needs;
    const place = await selectPlace(db, incidentId, placeId);
    if (place === null) throw new AppError("not_found", "there is no such place of this incident");
    const link = place.url === null ? null : leakLink(place.url, (host) => reporters.get(place.source)?.ownsHost(host) ?? false);
    if (link?.linkable !== true) throw new AppError("conflict", "this place has no address that may be opened");
    const found = await this.#open(incidentId, link.href);
    await db.transaction(async (tx) => {
      appendAudit(tx, [{ action: "incident.place_looked_at", actor, incidentId, detail: { place: placeId, ...found } }]);
    });
    return found.result;
  }

  async #open(incidentId: string, url: string): Promise<{ readonly result: PlaceState; readonly answer: string }> {
    try {
      const { body, status } = await this.#needs.open(url);
      const answer = String(status);
      if (GONE.has(status)) return { result: "gone", answer };
      if (status !== 200) return { result: "failed", answer };
      const tokens = await lookupPasted(this.#needs, new Secret(body.toString("utf8")), MOST_TOKENS);
      return { result: tokens.some(({ incident }) => incident?.id === incidentId) ? "still_there" : "not_seen", answer };
    } catch (error) {
      if (error instanceof HttpFailure) return { result: "failed", answer: error.reason };
      throw error;
    }
  }
}

const GONE: ReadonlySet<number> = new Set([404, 410, 451]);
const MOST_TOKENS = 200;
