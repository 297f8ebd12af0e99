import { createReadStream } from "node:fs";
import { addAbortSignal, type Readable } from "node:stream";
import type { Scanner } from "../scanner.ts";
import { reasonOf } from "../walk/reason.ts";
import type { ArchiveScanner } from "./archives.ts";
import type { Tally } from "./tally.ts";

export interface InputOptions {
  readonly scanner: Scanner;
  /** Null: archives are not opened. */
  readonly opener: ArchiveScanner | null;
  readonly signal: AbortSignal;
}

/** Scans what can only be read once and in order, such as standard input. Stops early at the signal, with what was found. */
export async function scanInput({ opener, scanner, signal }: InputOptions, path: string, input: Readable, tally: Tally): Promise<void> {
  const chunks = untilAborted(input, signal);
  if (opener !== null) return await opener.stream(path, chunks, tally);
  const stream = scanner.open();
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    tally.add(path, null, stream.push(chunk));
  }
  tally.add(path, null, stream.end());
  tally.scanned(bytes);
}

/** An input that says nothing more must not hold up who wants to stop. */
async function* untilAborted(input: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  try {
    yield* addAbortSignal(signal, input) as AsyncIterable<Buffer>;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

export async function scanPipe(options: InputOptions, path: string, tally: Tally): Promise<void> {
  try {
    await scanInput(options, path, createReadStream(path), tally);
  } catch (error) {
    tally.skip(path, reasonOf(error));
  }
}
