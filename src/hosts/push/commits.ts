import type { PushedRange } from "../../sources/events/push.ts";
import { Omitted } from "../omitted.ts";
import type { PushHost } from "./host.ts";

const TAG = "refs/tags/";

/** Ids of the commits that a push brought to a ref, newest first, up to `max`. The host is asked for those that the event does not name. */
export async function commitsOf(host: PushHost, range: PushedRange, max: number): Promise<readonly string[]> {
  // Of tags no host names the commits, also when they were not there before.
  if (range.complete && !range.ref.startsWith(TAG)) return newestFirst(range).slice(0, max);
  const since = range.before === null ? null : await commitsSince(host, range, range.before, max);
  return since ?? (await commitsOfNew(host, range, max));
}

/** Some hosts name the oldest commit first. */
function newestFirst({ after, commits }: PushedRange): readonly string[] {
  return commits.at(-1) === after ? commits.toReversed() : commits;
}

/** Null: the host does not have what was before any more, which happens after a forced push. Some say so, others answer an empty list. */
async function commitsSince(host: PushHost, { after, commits }: PushedRange, before: string, max: number): Promise<string[] | null> {
  try {
    const listed = await take(host.commits(after, before), max);
    return listed.length === 0 && commits.length > 0 ? null : listed;
  } catch (error) {
    if (error instanceof Omitted && error.reason === "gone") return null;
    throw error;
  }
}

/** What a new ref brings is what the default branch does not have; the default branch itself brings all that it has. */
async function commitsOfNew(host: PushHost, { after, ref }: PushedRange, max: number): Promise<string[]> {
  const branch = await host.defaultBranch();
  const isDefault = branch === null || ref === `refs/heads/${branch}`;
  return await take(host.commits(after, isDefault ? null : branch), max);
}

async function take(pages: AsyncIterable<readonly string[]>, max: number): Promise<string[]> {
  const taken: string[] = [];
  for await (const page of pages) {
    for (const commit of page) if (taken.length < max) taken.push(commit);
    if (taken.length >= max) break;
  }
  return taken;
}
