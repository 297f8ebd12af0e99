import type { IncomingMessage } from "node:http";
import { AppError, ERROR_CODES } from "../kernel/errors.ts";

/** A share of memory that all request bodies together may take. */
export class BodyBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  /** @throws AppError `overloaded` */
  take(bytes: number): void {
    if (this.#used + bytes > this.#limit) throw new AppError("overloaded", ERROR_CODES.overloaded, { retryAfter: 5 });
    this.#used += bytes;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/**
 * Reads a body's raw bytes and hands them to `work`; they count against the budget until `work` is done.
 * @throws AppError `body_too_large`, `unsupported_encoding`, `overloaded`
 */
export async function withRawBody<T>(
  request: IncomingMessage,
  limit: number,
  budget: BodyBudget,
  work: (body: Buffer) => Promise<T>,
): Promise<T> {
  const encoding = request.headers["content-encoding"] ?? "identity";
  // Signatures are over the bytes as sent; and what is not inflated cannot be a bomb.
  if (encoding.toLowerCase() !== "identity") throw new AppError("unsupported_encoding", ERROR_CODES.unsupported_encoding);
  if (Number(request.headers["content-length"] ?? 0) > limit) throw new AppError("body_too_large", ERROR_CODES.body_too_large);
  let taken = 0;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of readChunks(request)) {
      budget.take(chunk.length);
      taken += chunk.length;
      if (taken > limit) throw new AppError("body_too_large", ERROR_CODES.body_too_large);
      chunks.push(chunk);
    }
    return await work(Buffer.concat(chunks, taken));
  } finally {
    budget.give(taken);
  }
}

/** As the stream's own iterator, but a body that is not read to its end is left to Node, which drains it after the answer. */
async function* readChunks(request: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
}
