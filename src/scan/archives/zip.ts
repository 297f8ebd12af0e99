import type { Entry, ZipFile } from "yauzl";
import type { Bytes } from "./bytes.ts";
import type { Member } from "./member.ts";

// Names are looked at by nobody but people: what would be dangerous to write to is as good as any other.
const OPTIONS = { autoClose: false, decodeStrings: false, validateEntrySizes: true } as const;

/** Its files, as the list at its end names them. @throws when it has none, or it is damaged */
export async function* zipMembers(source: Buffer | number): AsyncGenerator<Member> {
  const { fromBufferPromise, fromFdPromise, getFileNameLowLevel } = await import("yauzl");
  const zip = await (typeof source === "number" ? fromFdPromise(source, OPTIONS) : fromBufferPromise(source, OPTIONS));
  for await (const entry of zip.eachEntry()) {
    const name = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
    if (name.endsWith("/")) continue;
    const unreadable = problemWith(entry);
    yield unreadable === null ? { name, bytes: contentOf(zip, entry) } : { name, unreadable };
  }
}

function problemWith(entry: Entry): string | null {
  if (entry.isEncrypted()) return "it is encrypted";
  return entry.canDecodeFileData() ? null : `it is compressed by method ${entry.compressionMethod}, which is not read`;
}

async function* contentOf(zip: ZipFile, entry: Entry): Bytes & AsyncGenerator<Uint8Array> {
  yield* (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>;
}
