import type { Candidate } from "../../src/formats/format.ts";
import type { LookupAnswer, PartialAnswer, RemoteIssuer, RevokeOutcome, RevokeRequest } from "../../src/issuers/issuer.ts";

export interface StubToken {
  alive: boolean;
  deaths: number;
}

/** An issuer elsewhere, in memory: it knows texts, and does as it is told by the test. */
export class StubIssuer implements RemoteIssuer {
  readonly id: string;
  readonly title = "far away";
  readonly where = "elsewhere";
  needsToken = false;
  tellsOwners = false;
  batch = 1_000;
  readonly tokens = new Map<string, StubToken>();
  readonly calls: { readonly what: "lookup" | "revoke" | "suspend" | "restore"; readonly requests: readonly RevokeRequest[] }[] = [];
  /** In place of the usual answer to a lookup. */
  see: ((candidate: Candidate, index: number) => PartialAnswer) | null = null;
  /** Before and in place of the usual outcomes; null for the usual. */
  before: (requests: readonly RevokeRequest[]) => Promise<readonly RevokeOutcome[] | null> = () => Promise.resolve(null);
  suspend: RemoteIssuer["suspend"] = null;
  restore: RemoteIssuer["restore"] = null;

  constructor(id: string) {
    this.id = id;
  }

  /** A token of this issuer, by its text; that is its id as well. */
  issue(text: string): StubToken {
    const token = { alive: true, deaths: 0 };
    this.tokens.set(text, token);
    return token;
  }

  canSuspend(): void {
    this.suspend = (requests) => this.#end("suspend", requests);
    this.restore = async (requests) => {
      this.calls.push({ what: "restore", requests });
      for (const request of requests) this.#find(request)!.alive = true;
      return await Promise.resolve(requests.map(() => ({ kind: "revoked" })));
    };
  }

  async lookup(candidates: readonly Candidate[]): Promise<readonly PartialAnswer[]> {
    this.calls.push({ what: "lookup", requests: [] });
    return await Promise.resolve(candidates.map(this.see ?? ((candidate) => this.known(candidate))));
  }

  revoke(requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]> {
    return this.#end("revoke", requests);
  }

  async check(): Promise<void> {
    await Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  async #end(what: "revoke" | "suspend", requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]> {
    this.calls.push({ what, requests });
    const instead = await this.before(requests);
    if (instead !== null) return instead;
    return requests.map((request) => {
      const token = this.#find(request);
      if (token === undefined) return { kind: "unknown" };
      if (!token.alive) return { kind: "already" };
      token.alive = false;
      token.deaths += 1;
      return { kind: "revoked" };
    });
  }

  #find({ token, tokenId }: RevokeRequest): StubToken | undefined {
    return this.tokens.get(tokenId ?? token?.reveal("look it up") ?? "");
  }

  known({ text }: Candidate): LookupAnswer {
    const id = text.reveal("look it up");
    const token = this.tokens.get(id);
    if (token === undefined) return null;
    return {
      id,
      name: "ci",
      owner: { id: "ada", name: "Ada", email: "ada@example.com", locale: "en" },
      credential: { kind: "attested" },
      createdAt: null,
      lastUsedAt: null,
      expiresAt: null,
      revokedAt: token.alive ? null : new Date(),
    };
  }
}
