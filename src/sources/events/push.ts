import { AppError } from "../../kernel/errors.ts";
import { cleanLine } from "../../kernel/text.ts";

/** Where a host keeps a repository, by the host's own names. Text of a signed body: names, never addresses to go to. */
export interface Repository {
  /** The host's id where it has one that stays when the repository is renamed. */
  readonly id: string | null;
  /** `group/project`, as the host's API takes it. */
  readonly path: string;
}

/** One ref that a push moved. */
export interface PushedRange {
  /** One clean line: whoever may push chooses it, and no choice may keep a push from being looked at. */
  readonly ref: string;
  /** Null: the ref is new. */
  readonly before: string | null;
  readonly after: string;
  /** Commits that the event names, which may be few of many. */
  readonly commits: readonly string[];
  /** Whether `commits` is all of the range; else the rest has to be asked for. */
  readonly complete: boolean;
}

/** What events are called whose `detail` is a `Push`. What came with a push is looked for: nobody has found anything yet. */
export const PUSH_EVENTS: ReadonlySet<string> = new Set(["push", "refs_changed"]);

/** `detail` of the event `push`. Refs that were deleted are left out: there is nothing to look at. */
export interface Push {
  readonly repository: Repository;
  readonly ranges: readonly PushedRange[];
}

/** `detail` of the event `locations`: lines in which the host found secrets that it does not tell. */
export interface Locations {
  readonly repository: Repository;
  /** Paths are any text at all. */
  readonly places: readonly { readonly path: string; readonly line: number; readonly commit: string }[];
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;
const MAX_NAME = 500;
const MAX_COMMITS = 2_048;

/** The commit of this id; null for the id of all zeros, which stands for none. @throws AppError `malformed_body` */
export function commitOf(id: string): string | null {
  if (!COMMIT.test(id)) throw new AppError("malformed_body", "The body names a commit that has no commit's name.");
  return /^0+$/u.test(id) ? null : id;
}

/** @throws AppError `malformed_body` */
export function rangeOf(move: {
  readonly ref: string;
  readonly before: string | null;
  readonly after: string;
  readonly commits: readonly string[];
  /** How many commits there are in all; null when the host says that it left some out. */
  readonly total: number | null;
}): PushedRange {
  const { after, before, ref, total } = move;
  const commits = move.commits
    .slice(0, MAX_COMMITS)
    .map(commitOf)
    .filter((commit) => commit !== null);
  return { ref: cleanLine(ref, MAX_NAME), before, after, commits, complete: total !== null && total <= commits.length };
}

const PART = /^[^\p{Cc}\p{Cs}\\]+$/u;
const ID = /^[0-9A-Za-z{}_-]{1,100}$/u;

/** `group/project`: no part is empty or leads elsewhere. @throws AppError `malformed_body` */
export function repositoryOf(path: string, id: string | number | null = null): Repository {
  const parts = path.split("/");
  const isPath = path.length <= MAX_NAME && parts.every((part) => PART.test(part) && !/^\.+$/u.test(part));
  if (!isPath || (id !== null && !ID.test(String(id)))) {
    throw new AppError("malformed_body", "The body names a repository that cannot be one.");
  }
  return { id: id === null ? null : String(id), path };
}
