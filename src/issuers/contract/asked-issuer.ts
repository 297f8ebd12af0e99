import { createHash } from "node:crypto";
import type { Candidate } from "../../formats/format.ts";
import { chunks } from "../../kernel/collections.ts";
import type { Change, PartialAnswer, RemoteIssuer, RevokeOutcome, RevokeRequest } from "../issuer.ts";
import type { IssuerEntry } from "../kind.ts";
import { asFarAsAnswered, outcomeOf } from "../kit/trouble.ts";
import { changeDocument, lookupDocument, type Question, readChange, readLookup } from "./contract.ts";

export interface AskedOptions {
  /** Whether it answers lookups. Without, it is asked to revoke what it is shown, and decides itself. */
  readonly lookup: boolean;
  readonly can: readonly ("suspend" | "restore")[];
  readonly tells_owners: boolean;
  readonly batch: number;
}

/** Brings a document to the issuer's program and answers what it says. @throws IssuerTrouble */
export type Carrier = <T>(document: object, messageId: string | null, read: (json: unknown) => T) => Promise<T>;

/** An issuer that speaks the contract, whatever carries it. */
export class AskedIssuer implements RemoteIssuer {
  readonly id: string;
  readonly title: string;
  readonly where = "elsewhere";
  readonly needsToken: boolean;
  readonly tellsOwners: boolean;
  readonly batch: number;
  readonly revoke: Change;
  readonly suspend: Change | null;
  readonly restore: Change | null;
  readonly #carry: Carrier;

  constructor({ id, title }: IssuerEntry, options: AskedOptions, carry: Carrier) {
    this.id = id;
    this.title = title;
    this.needsToken = !options.lookup;
    this.tellsOwners = options.tells_owners;
    this.batch = options.batch;
    this.#carry = carry;
    this.revoke = (requests) => this.#change("revoke", requests);
    this.suspend = options.can.includes("suspend") ? (requests) => this.#change("suspend", requests) : null;
    this.restore = options.can.includes("restore") ? (requests) => this.#change("restore", requests) : null;
  }

  async lookup(candidates: readonly Candidate[]): Promise<readonly PartialAnswer[]> {
    if (this.needsToken) return candidates.map(() => "cannot_tell");
    const batches = [...chunks(candidates, this.batch)];
    const asked = batches.map(
      (some): Promise<readonly PartialAnswer[]> => this.#carry(lookupDocument(some), null, (json) => readLookup(json, some.length)),
    );
    return (await asFarAsAnswered(this.id, asked, (why, index) => batches[index]!.map(() => why))).flat();
  }

  /** A question about no tokens. */
  async check(): Promise<void> {
    if (this.needsToken) return;
    await this.#carry(lookupDocument([]), null, (json) => readLookup(json, 0));
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }

  async #change(type: Question, requests: readonly RevokeRequest[]): Promise<readonly RevokeOutcome[]> {
    try {
      return await this.#carry(changeDocument(type, requests), messageId(type, requests), (json) => readChange(json, requests.length));
    } catch (error) {
      return requests.map(() => outcomeOf(error));
    }
  }
}

/** The same question has the same id, however often it is asked. */
function messageId(type: Question, requests: readonly RevokeRequest[]): string {
  const hash = createHash("sha256").update(type);
  for (const { idempotencyKey } of requests) hash.update(`\n${idempotencyKey}`);
  return `msg_${hash.digest("base64url")}`;
}
