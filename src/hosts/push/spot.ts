import type { Found } from "../../scan/scanner.ts";
import { cleanUrl } from "../../sources/reports/records.ts";
import type { Report } from "../../sources/source.ts";
import type { ChangedFile } from "./diff.ts";
import type { PushHost } from "./host.ts";

/** A token in a line of a file of a commit. */
export interface Spotted {
  readonly report: Report;
  readonly path: string;
}

/** What was found in the lines of a file, by the file's own line numbers. Both are in order, so that one walk places all. */
export function spottedIn(host: Pick<PushHost, "link">, commit: string, { path, runs }: ChangedFile, all: readonly Found[]): Spotted[] {
  let next = 0;
  return all.map(({ format, line, token }) => {
    const index = line - 1;
    while (next < runs.length && runs[next]!.index <= index) next += 1;
    const run = runs[next - 1]!;
    const url = cleanUrl(host.link(commit, path, run.line + (index - run.index)));
    return { path, report: { token, type: format, url, place: "commit" } };
  });
}

/** Of a token that was met several times in one file, the first. */
export function firstOfEach(spotted: readonly Spotted[]): Report[] {
  const first = new Map<string, Report>();
  for (const { path, report } of spotted) {
    const key = `${report.token.reveal("tell findings apart")}\n${path}`;
    if (!first.has(key)) first.set(key, report);
  }
  return [...first.values()];
}
