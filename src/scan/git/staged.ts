import { AppError } from "../../kernel/errors.ts";
import { type GitChild, type Runner, textOf } from "./git.ts";
import { rawRecords } from "./raw-records.ts";

/** What the next commit would bring: the blobs of new and changed files, each with a path that has it. */
export async function stagedPaths(repository: Runner): Promise<ReadonlyMap<string, string>> {
  const tree = (await headTree(repository)) ?? (await emptyTree(repository));
  const listing = repository.run(["diff-index", "--cached", "--raw", "-r", "-z", "--no-abbrev", "--no-renames", tree, "--"]);
  listing.stdin.end();
  const paths = new Map<string, string>();
  for await (const record of rawRecords(listing.stdout)) {
    if (record.kind === "change" && !paths.has(record.blob)) paths.set(record.blob, record.path);
  }
  await succeeded(listing);
  return paths;
}

async function headTree(repository: Runner): Promise<string | null> {
  const child = repository.run(["rev-parse", "--verify", "--quiet", "HEAD^{tree}"]);
  child.stdin.end();
  const [tree, { ok }] = await Promise.all([textOf(child.stdout), child.ended]);
  return ok ? tree.trim() : null;
}

// Before the first commit. Its name depends on the repository's hash function.
async function emptyTree(repository: Runner): Promise<string> {
  const child = repository.run(["hash-object", "-t", "tree", "--stdin"]);
  child.stdin.end();
  const tree = await textOf(child.stdout);
  await succeeded(child);
  return tree.trim();
}

async function succeeded(child: GitChild): Promise<void> {
  const { ok, complaint } = await child.ended;
  if (!ok) throw new AppError("invalid_request", `What is staged cannot be read: ${complaint}`);
}
