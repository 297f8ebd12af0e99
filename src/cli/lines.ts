import type { Readable } from "node:stream";

/** The lines of a stream of UTF-8, one by one; null stands for one longer than `maxChars`, of which nothing is kept. */
export async function* boundedLines(input: Readable, maxChars: number): AsyncGenerator<string | null> {
  const decoder = new TextDecoder();
  let line: string | null = "";
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const [first = "", ...rest] = text.split("\n");
    line = append(line, first, maxChars);
    for (const piece of rest) {
      yield line;
      line = append("", piece, maxChars);
    }
  }
  if (line !== "") yield line;
}

function append(line: string | null, piece: string, maxChars: number): string | null {
  return line === null || line.length + piece.length > maxChars ? null : line + piece;
}
