import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

// Made after the whole histories of express (11,500 commits, 18,000 blobs, 212 MB; its patches without context come to 15 % of
// that), svix-webhooks (7,100, 30,000, 673 MB; 22 %) and bull-board (3,200, 11,600, 523 MB; 18 %): 1.6 to 4 new blobs a commit, of 12 to 45 kB.
const COMMITS = 3_000;
/** So often a branch comes back. Some commits before are its own. */
const MERGE_EVERY = 20;
const BRANCH_STEPS = new Set([11, 13, 15, 17]);
const CHANGES = 8;
const FIRST_FILES = 80;
/** So seldom an edit lets a token in, which then stands in every later version of the file. */
const LEAK_EVERY = 2_000;
const [SMALLEST, LARGEST] = [2 ** 13, 2 ** 17];
const FIRST_DAY = 1_700_000_000;

interface TrackedFile {
  readonly path: string;
  readonly lines: readonly string[];
}

/** By path: the mark of the blob it is now, or null where it is deleted. */
type Changes = Map<string, number | null>;

/** The path of a repository with the history of a medium project, always the same; it is made once, of text files below `sources`, and `token`. */
export async function makeRepository(folder: string, sources: readonly string[], token: string): Promise<string> {
  const repository = join(folder, "history.git");
  if (existsSync(repository)) return repository;
  const unfinished = `${repository}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  execFileSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", unfinished]);
  const importer = spawn("git", ["-C", unfinished, "fast-import", "--quiet"], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = once(importer, "close");
  await pipeline(Readable.from(new Project(textsBelow(sources), token).play(), { objectMode: true }), importer.stdin);
  await ended;
  // What fast-import writes has hardly any deltas, and `gc` alone would leave it so.
  for (const args of [
    ["repack", "-a", "-d", "-f", "-q"],
    ["gc", "--quiet"],
  ]) {
    execFileSync("git", ["-C", unfinished, ...args]);
  }
  renameSync(unfinished, repository);
  return repository;
}

/** Plays the life of a project, as `git fast-import` takes it. */
class Project {
  readonly #texts: readonly TrackedFile["lines"][];
  readonly #token: string;
  readonly #below = seeded(7);
  /** Those that the main line changes, and those that branches change: so merges have nothing to decide. */
  readonly #files: readonly [TrackedFile[], TrackedFile[]] = [[], []];
  /** Marks of what was committed last. */
  #main = 0;
  #branch: { readonly name: string; readonly changes: Changes; readonly head: number | null } | null = null;
  #taken = 0;
  #marks = 0;

  constructor(texts: readonly TrackedFile["lines"][], token: string) {
    this.#texts = texts;
    this.#token = token;
  }

  *play(): Generator<Buffer> {
    for (let n = 0; n < COMMITS; n++) {
      const step = n % MERGE_EVERY;
      if (BRANCH_STEPS.has(step)) yield* this.#onBranch(n);
      else if (step === MERGE_EVERY - 1) yield* this.#merge(n);
      else yield* this.#onMain(n);
    }
  }

  *#onMain(n: number): Generator<Buffer> {
    const changes: Changes = new Map();
    const first = n === 0 ? FIRST_FILES : 0;
    for (let i = 0; i < first; i++) yield* this.#add(this.#files[i % 2]!, changes);
    yield* this.#change(this.#files[0], changes);
    this.#main = yield* this.#commit({ n, branch: "main", message: messageFor(changes) }, changes);
  }

  *#onBranch(n: number): Generator<Buffer> {
    const begun = this.#branch ?? { name: `topic-${n}`, changes: new Map(), head: null };
    const changes: Changes = new Map();
    yield* this.#change(this.#files[1], changes);
    const from = begun.head === null ? this.#main : undefined;
    const head = yield* this.#commit({ n, branch: begun.name, message: messageFor(changes), from }, changes);
    this.#branch = { name: begun.name, changes: new Map([...begun.changes, ...changes]), head };
  }

  *#merge(n: number): Generator<Buffer> {
    const { changes, head, name } = this.#branch!;
    this.#main = yield* this.#commit({ n, branch: "main", message: `Merge ${name}`, merged: head! }, changes);
    this.#branch = null;
  }

  *#commit({ branch, from, merged, message, n }: CommitOptions, changes: Changes): Generator<Buffer, number> {
    const mark = ++this.#marks;
    const lines = [`commit refs/heads/${branch}`, `mark :${mark}`, `committer B <b@b.test> ${FIRST_DAY + n * 3_600} +0000`];
    lines.push(`data ${message.length}`, message);
    if (from !== undefined) lines.push(`from :${from}`);
    if (merged !== undefined) lines.push(`merge :${merged}`);
    for (const [path, blob] of changes) lines.push(blob === null ? `D ${path}` : `M 100644 :${blob} ${path}`);
    yield Buffer.from(`${lines.join("\n")}\n`, "latin1");
    return mark;
  }

  /** Some files of `files`: mostly edited, now and then added, renamed or deleted. */
  *#change(files: TrackedFile[], changes: Changes): Generator<Buffer> {
    for (let left = 1 + this.#below(CHANGES); left > 0; left--) {
      const kind = this.#below(100);
      if (kind < 6) {
        yield* this.#add(files, changes);
        continue;
      }
      // Some files change again and again, most seldom.
      const at = Math.min(this.#below(files.length), this.#below(files.length));
      const file = files[at]!;
      if (kind < 8) files.splice(at, 1);
      else if (kind < 10) files[at] = { ...file, path: `moved-${this.#marks}/${file.path.split("/").at(-1)}` };
      else files[at] = { ...file, lines: this.#edited(file.lines) };
      if (kind < 10) changes.set(file.path, null);
      if (kind >= 8) yield* this.#blob(files[at]!, changes);
    }
  }

  *#add(files: TrackedFile[], changes: Changes): Generator<Buffer> {
    const file = { path: `src/file-${this.#taken}.h`, lines: this.#nextText() };
    files.push(file);
    yield* this.#blob(file, changes);
  }

  *#blob({ lines, path }: TrackedFile, changes: Changes): Generator<Buffer> {
    const mark = ++this.#marks;
    const text = lines.join("\n");
    changes.set(path, mark);
    yield Buffer.from(`blob\nmark :${mark}\ndata ${text.length}\n${text}\n`, "latin1");
  }

  /** With lines of another file in the place of some in the middle. */
  #edited(lines: readonly string[]): string[] {
    const edited = [...lines];
    for (let hunks = 1 + this.#below(4); hunks > 0; hunks--) {
      const most = this.#below(4) === 0 ? 80 : 8;
      const other = this.#texts[this.#below(this.#texts.length)]!;
      const from = this.#below(other.length);
      edited.splice(this.#below(edited.length), this.#below(most), ...other.slice(from, from + 1 + this.#below(most)));
    }
    if (this.#below(LEAK_EVERY) === 0) edited.splice(this.#below(edited.length), 0, `key = "${this.#token}"`);
    return edited;
  }

  #nextText(): TrackedFile["lines"] {
    return this.#texts[this.#taken++ % this.#texts.length]!;
  }
}

interface CommitOptions {
  readonly n: number;
  readonly branch: string;
  readonly message: string;
  /** Where a branch begins. */
  readonly from?: number | undefined;
  readonly merged?: number | undefined;
}

function messageFor(changes: Changes): string {
  const [first = "nothing", ...others] = changes.keys();
  return `Change ${first}${others.length === 0 ? "" : `\n\nAnd with it ${others.join(", ")}.`}`;
}

/** Of the sizes that source files have, one byte a character, in an order that is always the same. */
function textsBelow(sources: readonly string[]): TrackedFile["lines"][] {
  const paths = sources.flatMap((source) =>
    existsSync(source)
      ? readdirSync(source, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map(({ name, parentPath }) => join(parentPath, name))
      : [],
  );
  const sized = paths.filter((path) => {
    const { size } = statSync(path);
    return size >= SMALLEST && size <= LARGEST;
  });
  return sized.toSorted().map((path) => readFileSync(path, "latin1").split("\n"));
}

/** Numbers below a limit, always the same ones (xorshift). */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}
