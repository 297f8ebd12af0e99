import type { Candidate } from "../../formats/format.ts";
import type { LookupAnswer, RemoteIssuer, RevokeOutcome, RevokeRequest } from "../issuer.ts";
import type { IssuerEntry, IssuerNeeds } from "../kind.ts";
import type { OverHttp } from "../kit/options.ts";
import { IssuerTrouble, outcomeOf } from "../kit/trouble.ts";
import { Wire } from "../kit/wire.ts";

const API_VERSION = "2022-11-28";
const ACCEPTED = 202;

/**
 * `POST /credentials/revoke`: anybody may hand in tokens, without an account. GitHub answers 202 for all of them together,
 * revokes those that are real, for ever, and tells their owners itself.
 */
export class GithubIssuer implements RemoteIssuer {
  readonly id: string;
  readonly title: string;
  readonly where = "elsewhere";
  readonly needsToken = true;
  readonly tellsOwners = true;
  readonly batch = 1_000;
  readonly suspend = null;
  readonly restore = null;
  readonly #url: string;
  readonly #wire: Wire;

  constructor({ id, title }: IssuerEntry, { api_url, ...wire }: OverHttp & { readonly api_url: string }, { observe }: IssuerNeeds) {
    this.id = id;
    this.title = title;
    this.#url = `${api_url.replace(/\/+$/u, "")}/credentials/revoke`;
    this.#wire = new Wire(wire, observe(id));
  }

  /** Nothing can be asked without using the token. */
  async lookup(candidates: readonly Candidate[]): Promise<readonly LookupAnswer[]> {
    return await Promise.resolve(candidates.map(() => "cannot_tell"));
  }

  async revoke(requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]> {
    const credentials = requests.map(({ token }) => token!.reveal("revoke it at GitHub"));
    const headers = { accept: "application/vnd.github+json", "content-type": "application/json", "x-github-api-version": API_VERSION };
    try {
      const body = JSON.stringify({ credentials: [...new Set(credentials)] });
      await this.#wire.post(this.#url, { headers, body }, ({ status }) => {
        if (status !== ACCEPTED) throw new IssuerTrouble("fault", `it answered ${status}, not ${ACCEPTED}`);
      });
      return requests.map(() => ({ kind: "accepted" }));
    } catch (error) {
      return requests.map(() => outcomeOf(error));
    }
  }

  async check(): Promise<void> {
    await Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}
