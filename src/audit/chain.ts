import { hash, randomBytes } from "node:crypto";
import type { AuditEvent } from "./event.ts";

const SALT_BYTES = 16;

/** An event as stored: the chain covers all of it but `salt` and `detail`, which the commitment stands for. */
export interface CommittedEvent {
  readonly incidentId: string | null;
  readonly actor: string;
  readonly action: string;
  readonly commitment: Buffer;
  readonly salt: Buffer | null;
  readonly detail: string | null;
}

/** Gives each event a random salt and the commitment to its detail. */
export function commit(events: readonly AuditEvent[]): CommittedEvent[] {
  const salts = randomBytes(SALT_BYTES * events.length);
  return events.map((event, index) => {
    const salt = salts.subarray(index * SALT_BYTES, (index + 1) * SALT_BYTES);
    const detail = JSON.stringify(event.detail);
    const { incidentId, actor, action } = event;
    return { incidentId, actor, action, salt, detail, commitment: commitmentOf(salt, detail) };
  });
}

export function commitmentOf(salt: Buffer, detail: string): Buffer {
  return sha256(Buffer.concat([salt, Buffer.from(detail)]));
}

/** The block's root: SHA-256 over the leaves of its events, in order. */
export function rootOf(events: readonly CommittedEvent[]): Buffer {
  return sha256(Buffer.concat(events.map(leafOf)));
}

// The text fields hold no NUL, so NUL separates them without ambiguity.
function leafOf(event: CommittedEvent): Buffer {
  const text = `${event.incidentId ?? ""}\0${event.actor}\0${event.action}\0`;
  return sha256(Buffer.concat([Buffer.from(text), event.commitment]));
}

/** The block's hash, as the database's `audit_seal` computes it. `at` is in microseconds since 1970. */
export function blockHash(previous: Buffer, seq: bigint, at: bigint, root: Buffer): Buffer {
  const numbers = Buffer.alloc(16);
  numbers.writeBigInt64BE(seq, 0);
  numbers.writeBigInt64BE(at, 8);
  return sha256(Buffer.concat([previous, numbers, root]));
}

function sha256(bytes: Buffer): Buffer {
  return hash("sha256", bytes, "buffer");
}
