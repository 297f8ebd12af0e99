import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Bytes, drain, resumable } from "./bytes.ts";
import type { Member } from "./member.ts";

// Sums are checked; a magic the oldest do not have. The types do not know of it.
const OPTIONS: object = { allowUnknownFormat: true };
const WITH_CONTENT = new Set(["file", "contiguous-file"]);

/** Its files, one after the other: one must be read, or left, before the next. @throws when it is damaged */
export async function* tarMembers(bytes: Bytes): AsyncGenerator<Member> {
  const { extract } = await import("tar-stream");
  const tar = extract(OPTIONS);
  // What goes wrong is thrown where the members are read.
  void pipeline(Readable.from(bytes, { objectMode: false }), tar).catch(() => undefined);
  try {
    for await (const entry of tar) {
      // To end an entry half-way would end the whole archive.
      const content = resumable(entry as Bytes);
      if (WITH_CONTENT.has(entry.header.type ?? "file")) yield { name: entry.header.name, bytes: content };
      // The next one begins behind it.
      await drain(content);
    }
  } finally {
    tar.destroy();
  }
}
