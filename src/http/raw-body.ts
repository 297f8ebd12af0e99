import type { IncomingMessage } from "node:http";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";

/** The memory that all request bodies together may take. */
export class BodyBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are taken now. */
  get used(): number {
    return this.#used;
  }

  /** @throws AppError `overloaded`; then nothing was taken */
  take(bytes: number): void {
    if (this.#used + bytes > this.#limit) throw new AppError("overloaded", ERROR_CODES.overloaded, { retryAfter: 5 });
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/**
 * Reads a body's raw bytes and hands them to `work`; their memory counts against the budget until `work` is done.
 * @throws AppError `body_too_large`, `unsupported_encoding`, `overloaded`, or `invalid_request` when the body breaks off
 */
export async function withRawBody<T>(
  request: IncomingMessage,
  limit: number,
  budget: BodyBudget,
  work: (body: Buffer) => Promise<T>,
): Promise<T> {
  const body = new BodyMemory(limit, budget);
  try {
    refuseByHeaders(request, limit);
    await readInto(body, request);
    return await work(body.join());
  } finally {
    body.release();
    // Node drains an unread body after the answer only when nothing of it was read. Without this, a client that sends
    // first and reads later would never see why it was refused.
    request.resume();
  }
}

function refuseByHeaders({ headers }: IncomingMessage, limit: number): void {
  const encoding = headers["content-encoding"] ?? "identity";
  // Signatures are over the bytes as sent; and what is not inflated cannot be a bomb.
  if (encoding.toLowerCase() !== "identity") throw new AppError("unsupported_encoding", ERROR_CODES.unsupported_encoding);
  if (Number(headers["content-length"] ?? 0) > limit) throw new AppError("body_too_large", ERROR_CODES.body_too_large);
}

async function readInto(body: BodyMemory, request: IncomingMessage): Promise<void> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) body.append(chunk as Buffer);
  } catch (error) {
    if (error instanceof AppError) throw error;
    // The client is gone, or was cut off for being slow.
    throw new AppError("invalid_request", "the body broke off before its end");
  }
}

const BLOCK_BYTES = 64 * 1024;

/** Fills blocks of memory instead of keeping the chunks as they come: 400,000 chunks of one byte each took 99 MB (measured). */
class BodyMemory {
  readonly #limit: number;
  readonly #budget: BodyBudget;
  #blocks: Buffer[] = [];
  #room = 0;
  #length = 0;

  constructor(limit: number, budget: BodyBudget) {
    this.#limit = limit;
    this.#budget = budget;
  }

  /** All bytes in one piece; the blocks they came in are let go. */
  join(): Buffer {
    const whole = this.#blocks.length === 1 ? this.#blocks[0]!.subarray(0, this.#length) : Buffer.concat(this.#blocks, this.#length);
    this.#blocks = [];
    return whole;
  }

  /** @throws AppError `body_too_large`, `overloaded` */
  append(chunk: Buffer): void {
    if (this.#length + chunk.length > this.#limit) throw new AppError("body_too_large", ERROR_CODES.body_too_large);
    for (let copied = 0; copied < chunk.length; ) {
      // Most bodies come in one chunk and need one block, just as large.
      if (this.#length === this.#room) this.#addBlock(this.#room === 0 ? chunk.length : BLOCK_BYTES);
      const block = this.#blocks.at(-1)!;
      const bytes = chunk.copy(block, block.length - (this.#room - this.#length), copied);
      copied += bytes;
      this.#length += bytes;
    }
  }

  release(): void {
    this.#budget.give(this.#room);
    this.#blocks = [];
  }

  #addBlock(wanted: number): void {
    const size = Math.min(wanted, this.#limit - this.#room);
    this.#budget.take(size);
    this.#blocks.push(Buffer.allocUnsafe(size));
    this.#room += size;
  }
}
