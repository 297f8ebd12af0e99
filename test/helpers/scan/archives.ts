import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { pack } from "tar-stream";

export type Files = Readonly<Record<string, string | Buffer>>;

export interface ZipOptions {
  readonly stored?: boolean;
  /** Only says that it is. */
  readonly encrypted?: boolean;
  /** The number of the method it claims. */
  readonly method?: number;
  /** What it claims its members to take unpacked. */
  readonly claimed?: number;
  /** What stands in front of it, and its places count in: the line that names an interpreter. */
  readonly front?: string;
  /** What stands in front of it, and its places do not count in: a program. */
  readonly program?: string;
}

/** A zip as wheels and jars are ones (APPNOTE.TXT sections 4.3.7, 4.3.12 and 4.3.16). */
export function zip(
  files: Files,
  { claimed, encrypted = false, front = "", method, program = "", stored = false }: ZipOptions = {},
): Buffer {
  const locals: Buffer[] = [Buffer.from(front)];
  const centrals: Buffer[] = [];
  let offset = Buffer.byteLength(front);
  for (const [path, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const name = Buffer.from(path);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x0800 | Number(encrypted), 2);
    head.writeUInt16LE(method ?? (stored ? 0 : 8), 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claimed ?? bytes.length, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), head, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    centrals.push(Buffer.concat([Buffer.from("PK\u0001\u0002\u0014\u0000", "latin1"), head, rest, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(centrals.length, 8);
  end.writeUInt16LE(centrals.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([Buffer.from(program), ...locals, directory, end]);
}

export async function tar(files: Files): Promise<Buffer> {
  const archive = pack();
  for (const [name, content] of Object.entries(files)) archive.entry({ name }, Buffer.from(content));
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** As tar was before POSIX: nothing but a sum tells that it is one. */
export async function oldTar(files: Files): Promise<Buffer> {
  const bytes = await tar(files);
  for (let at = 0; bytes.toString("latin1", at + 257, at + 262) === "ustar"; ) {
    const size = Number.parseInt(bytes.toString("latin1", at + 124, at + 135), 8);
    bytes.fill(0, at + 257, at + 512).fill(" ", at + 148, at + 156);
    const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, at + 148, "latin1");
    at += 512 + 512 * Math.ceil(size / 512);
  }
  return bytes;
}

export async function tarGz(files: Files): Promise<Buffer> {
  return gzipSync(await tar(files));
}
