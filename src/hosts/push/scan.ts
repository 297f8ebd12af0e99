import { spread } from "../../kernel/flow/spread.ts";
import type { Scanner } from "../../scan/scanner.ts";
import type { Locations, Push } from "../../sources/events/push.ts";
import type { Fetched } from "../../sources/source.ts";
import type { Budget } from "./budget.ts";
import { commitsOf } from "./commits.ts";
import type { ChangedFile } from "./diff.ts";
import type { PushHost } from "./host.ts";
import { Omissions } from "./omissions.ts";
import { firstOfEach, type Spotted, spottedIn } from "./spot.ts";

/** Commits that are asked for at once. */
const AT_ONCE = 4;

export interface ScanNeeds {
  readonly scanner: Scanner;
  readonly budget: Budget;
}

/**
 * Looks at what every commit of a push added. What a later commit takes away again was public as well, so that a comparison of the
 * first and the last would not do. Of a token that stands in one file of several commits, the oldest commit is told.
 * @throws AppError `unavailable` when the host cannot be asked now: then nothing is answered, and all is asked again
 */
export async function scanPush(host: PushHost, push: Push, needs: ScanNeeds): Promise<Fetched> {
  const omissions = new Omissions(push.repository.path);
  const commits = await allCommits(host, push, needs.budget, omissions);
  const spotted = await spread(commits, AT_ONCE, (commit) => scanCommit(host, commit, { ...needs, omissions }));
  return { reports: firstOfEach(spotted.flat()), omissions: omissions.list };
}

/** Looks at the files in which a host found something, as they were at that commit: it tells where, and not what. */
export async function scanLocations(host: PushHost, { places, repository }: Locations, needs: ScanNeeds): Promise<Fetched> {
  const omissions = new Omissions(repository.path);
  const files = [...new Map(places.map((place) => [`${place.commit}:${place.path}`, place])).values()];
  const spotted = await spread(files, AT_ONCE, async ({ commit, path }) => {
    try {
      needs.budget.spend("files", 1);
      const lines = wholeFile(path, await host.file(commit, path));
      return spottedIn(host, commit, lines, needs.scanner.scan(lines.added));
    } catch (error) {
      omissions.addThrown(error, `${commit} ${path}`);
      return [];
    }
  });
  return { reports: firstOfEach(spotted.flat()), omissions: omissions.list };
}

/** The commits of all refs that moved, each once, oldest first; where there are too many, the newest of them. */
async function allCommits(host: PushHost, { ranges }: Push, { limits }: Budget, omissions: Omissions): Promise<string[]> {
  const commits = new Set<string>();
  for (const range of ranges) {
    const room = limits.commits - commits.size;
    try {
      // One more tells whether there are more.
      const listed = await commitsOf(host, range, room + 1);
      for (const commit of listed.slice(0, room)) commits.add(commit);
      if (listed.length > room) omissions.add("commits", range.after);
    } catch (error) {
      omissions.addThrown(error, range.after);
    }
  }
  return [...commits].toReversed();
}

interface CommitNeeds extends ScanNeeds {
  readonly omissions: Omissions;
}

async function scanCommit(host: PushHost, commit: string, { budget, omissions, scanner }: CommitNeeds): Promise<readonly Spotted[]> {
  const spotted: (readonly Spotted[])[] = [];
  try {
    for await (const file of host.changes(commit)) {
      budget.spend("files", 1);
      const lines = file.missing ? await completed(host, commit, file, omissions) : file;
      spotted.push(spottedIn(host, commit, lines, scanner.scan(lines.added)));
    }
  } catch (error) {
    omissions.addThrown(error, commit);
  }
  return spotted.flat();
}

/** What a diff does not show is looked at in the file itself: what stood there before stands in this commit as well. */
async function completed(host: PushHost, commit: string, file: ChangedFile, omissions: Omissions): Promise<ChangedFile> {
  try {
    return wholeFile(file.path, await host.file(commit, file.path));
  } catch (error) {
    omissions.addThrown(error, `${commit} ${file.path}`);
    return file;
  }
}

function wholeFile(path: string, content: Buffer): ChangedFile {
  return { path, added: content, runs: [{ index: 0, line: 1 }], missing: false };
}
