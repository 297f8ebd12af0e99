import { createHash, hash, randomBytes } from "node:crypto";
import type { AuditEvent } from "./event.ts";

const SALT_BYTES = 16;

/** An event as stored, hashes and salt in hex: the chain covers all of it but `salt` and `detail`, which the commitment stands for. */
export interface CommittedEvent {
  readonly incidentId: string | null;
  readonly actor: string;
  readonly action: string;
  readonly commitment: string;
  readonly salt: string | null;
  readonly detail: string | null;
}

/** Gives each event a random salt and the commitment to its detail. */
export function commit(events: readonly AuditEvent[]): CommittedEvent[] {
  const salts = randomBytes(SALT_BYTES * events.length).toString("hex");
  return events.map(({ action, actor, detail: facts, incidentId }, index) => {
    const salt = salts.slice(index * SALT_BYTES * 2, (index + 1) * SALT_BYTES * 2);
    const detail = JSON.stringify(facts);
    return { incidentId, actor, action, salt, detail, commitment: commitmentOf(salt, detail) };
  });
}

/** SHA-256 of the salt's hex and the detail's text. */
export function commitmentOf(salt: string, detail: string): string {
  return hash("sha256", `${salt}${detail}`, "hex");
}

/** The block's root: SHA-256 over the leaves of its events, in order. */
export class BlockRoot {
  readonly #leaves = createHash("sha256");
  #count = 0;

  /** How many events it covers so far. */
  get count(): number {
    return this.#count;
  }

  add(event: CommittedEvent): void {
    this.#leaves.update(leafOf(event));
    this.#count += 1;
  }

  digest(): string {
    return this.#leaves.digest("hex");
  }
}

// The fields hold no NUL, so NUL separates them without ambiguity.
function leafOf({ action, actor, commitment, incidentId }: CommittedEvent): string {
  return hash("sha256", `${incidentId ?? ""}\0${actor}\0${action}\0${commitment}`, "hex");
}

/** The block's hash, as the database's `audit_seal` computes it. `at` is in microseconds since 1970. */
export function blockHash(previous: Buffer, seq: bigint, at: bigint, root: Buffer): Buffer {
  const numbers = Buffer.alloc(16);
  numbers.writeBigInt64BE(seq, 0);
  numbers.writeBigInt64BE(at, 8);
  return hash("sha256", Buffer.concat([previous, numbers, root]), "buffer");
}
