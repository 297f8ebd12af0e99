import { AppError } from "../../kernel/errors.ts";

export type Chunks = AsyncIterable<Uint8Array>;

/** What a whole report may have: those of large histories have some 10 MiB. */
const MAX_REPORT_BYTES = 256 * 1024 * 1024;

/** The same bytes, of which no more are taken than a report may have. @throws AppError `body_too_large` */
export async function* bounded(chunks: Chunks): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > MAX_REPORT_BYTES) throw new AppError("body_too_large", "The report is larger than the 256 MiB that are read.");
    yield chunk;
  }
}

/** UTF-8 of whatever Unicode it is: reports written on Windows are UTF-16, or begin with a byte order mark. */
export async function* asUtf8(chunks: Chunks): AsyncGenerator<Uint8Array> {
  const { head, rest } = await peek(chunks, 3);
  const encoding = encodingOf(head);
  if (encoding === "utf-8") {
    yield* rest;
    return;
  }
  const decoder = new TextDecoder(encoding);
  for await (const chunk of rest) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

function encodingOf(head: Buffer): "utf-8" | "utf-16le" | "utf-16be" | "utf8" {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  // Decoded as well, which takes the mark away.
  return head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? "utf8" : "utf-8";
}

/** The first bytes, at least `wanted` if there are as many, and all bytes once more. */
export async function peek(chunks: Chunks, wanted: number): Promise<{ readonly head: Buffer; readonly rest: AsyncGenerator<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let length = 0;
  while (length < wanted) {
    const next = await iterator.next();
    if (next.done === true) break;
    seen.push(next.value);
    length += next.value.length;
  }
  const head = Buffer.concat(seen);
  return { head, rest: continued(head, iterator) };
}

async function* continued(head: Buffer, iterator: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  } finally {
    await iterator.return?.();
  }
}

const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** Its lines, without their ends. @throws AppError `malformed_body` for a line without end */
export async function* lines(chunks: Chunks): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      yield Buffer.concat([...pending, bytes.subarray(0, end)]);
      pending = [];
      length = 0;
      bytes = bytes.subarray(end + 1);
    }
    length += bytes.length;
    if (length > MAX_LINE_BYTES) throw new AppError("malformed_body", "The report has a line of more than 4 MiB.");
    pending.push(bytes);
  }
  if (length > 0) yield Buffer.concat(pending);
}
