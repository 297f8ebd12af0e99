import { AppError } from "../../kernel/errors.ts";
import { type Runner, textOf } from "./git.ts";

/** Which part of a history is scanned. */
export type Extent =
  | { readonly kind: "all" }
  /** What came in since a time that git understands. */
  | { readonly kind: "since"; readonly time: string }
  /** What a range of commits such as `main..topic` brings. */
  | { readonly kind: "range"; readonly range: string }
  /** What the next commit would bring. */
  | { readonly kind: "staged" };

/** Commits, as `git rev-list` takes them: at the end of its command line, and on its standard input. */
export interface Revisions {
  readonly args: readonly string[];
  readonly stdin: string;
  /** @throws AppError `invalid_request` when git does not know them */
  check(): Promise<void>;
}

/** @throws AppError `invalid_request` when the range or the time is none */
export async function revisionsOf(repository: Runner, extent: Exclude<Extent, { kind: "staged" }>): Promise<Revisions> {
  switch (extent.kind) {
    case "all":
      return { args: ["--all"], stdin: "", check: () => Promise.resolve() };
    case "since":
      return await since(repository, extent.time);
    case "range":
      return range(repository, extent.range);
    default:
      return extent satisfies never;
  }
}

// git takes a time that it cannot read for now, and would find nothing.
const TIME =
  /^(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?|yesterday|\d+[ .](?:second|minute|hour|day|week|month|year)s?(?:[ .]ago)?)$/u;

async function since(repository: Runner, time: string): Promise<Revisions> {
  if (!TIME.test(time)) {
    throw new AppError(
      "invalid_request",
      `--since got "${time}": it takes a day such as 2027-01-31, a time such as 2027-01-31T12:00:00Z, or "2 weeks ago".`,
    );
  }
  const child = repository.run(["rev-list", "--all", "--boundary", `--since=${time}`]);
  child.stdin.end();
  const [listed, { ok, complaint }] = await Promise.all([textOf(child.stdout), child.ended]);
  if (!ok) throw new AppError("invalid_request", `The commits since ${time} cannot be listed: ${complaint}`);
  // What lies on the boundary was there before: its content is left out, as `A..B` leaves out that of A.
  return { args: ["--stdin"], stdin: listed.replaceAll(/^-/gmu, "^"), check: () => Promise.resolve() };
}

const ZEROS = /^0{40,64}\.\./u;

function range(repository: Runner, text: string): Revisions {
  // A push that makes a new branch is announced with zeros for what was there before.
  const revision = text.replace(ZEROS, "");
  if (!text.includes("..")) {
    throw new AppError("invalid_request", `--range got "${text}": it takes two revisions with two dots between them, such as main..topic.`);
  }
  // A file may be called like a range.
  return { args: ["--end-of-options", revision, "--"], stdin: "", check: async () => await mustKnow(repository, text, revision) };
}

async function mustKnow(repository: Runner, text: string, revision: string): Promise<void> {
  const child = repository.run(["rev-list", "--max-count=1", "--end-of-options", revision, "--"]);
  child.stdin.end();
  child.stdout.resume();
  const { ok, complaint } = await child.ended;
  if (!ok) throw new AppError("invalid_request", `--range got "${text}", which git does not know: ${complaint}`);
}
