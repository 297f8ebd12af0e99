import { z } from "zod";
import type { Repository } from "../../sources/events/push.ts";
import type { Rest } from "../rest.ts";
import { type ChangedFile, DiffReader } from "./diff.ts";

/**
 * One repository at its host, as a push is read. All of these throw `Omitted`, and AppError `unavailable`
 * to be asked again later.
 */
export interface PushHost {
  /** Ids of the commits that `tip` reaches and `without` does not, newest first, page by page. Null: all that `tip` reaches. */
  commits(tip: string, without: string | null): AsyncIterable<readonly string[]>;
  /** Name of the branch that new refs are held against; null when there is none. */
  defaultBranch(): Promise<string | null>;
  /** What a commit changed against its first parent, or brought when it has none; without files that are gone. */
  changes(commit: string): AsyncIterable<ChangedFile>;
  /** A file as it is at a commit. */
  file(commit: string, path: string): Promise<Buffer>;
  /** Where people see the line. */
  link(commit: string, path: string, line: number): string;
}

/** How a kind of host reads one of its repositories. */
export type PushHostOf = (rest: Rest, repository: Repository, webUrl: string) => PushHost;

/** A commit as hosts name it: nothing else gets into an address. */
export const commitId: z.ZodType<string> = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u);

/** The files of a diff that comes in pieces. */
export async function* filesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ChangedFile> {
  const reader = new DiffReader();
  for await (const piece of pieces) yield* reader.push(piece);
  yield* reader.end();
}

/** All of several pages that are asked for by number, from 1, until one is not full. */
export async function* pagesOf<T>(size: number, read: (page: number) => Promise<readonly T[]>): AsyncGenerator<readonly T[]> {
  for (let page = 1; ; page++) {
    const items = await read(page);
    yield items;
    if (items.length < size) return;
  }
}
