import { z } from "zod";
import { Omitted } from "../omitted.ts";
import { type ChangedFile, DiffReader } from "../push/diff.ts";
import { commitId, type PushHostOf, pagesOf } from "../push/host.ts";
import { escapePath, linkPath } from "../rest.ts";

const PAGE = 100;
/** docs.github.com/rest/commits/commits: more files of one commit are not listed. */
const MAX_LISTED_FILES = 3_000;

const listed = z.array(z.object({ sha: commitId }));
const compared = z.object({ total_commits: z.int().min(0), commits: listed });
const repositoryFacts = z.object({ default_branch: z.string().nullish() });
const commitFiles = z.object({
  files: z
    .array(z.object({ filename: z.string(), status: z.string(), changes: z.number().nullish(), patch: z.string().nullish() }))
    .nullish(),
});

/** GitHub's repositories, by REST. The token needs to read their contents. */
export const githubRepository: PushHostOf = (rest, { path }, webUrl) => {
  const base = `/repos/${escapePath(path)}`;
  return {
    async *commits(tip, without) {
      if (without === null) {
        yield* pagesOf(PAGE, async (page) => {
          const found = await rest.json(`${base}/commits`, { sha: tip, per_page: String(PAGE), page: String(page) }, listed);
          return found.map(({ sha }) => sha);
        });
        return;
      }
      // A comparison tells the oldest first, on its first page.
      const between = `${base}/compare/${encodeURIComponent(without)}...${tip}`;
      const pageOf = async (page: number) => await rest.json(between, { per_page: String(PAGE), page: String(page) }, compared);
      const first = await pageOf(1);
      for (let page = Math.ceil(first.total_commits / PAGE); page >= 1; page--) {
        const { commits } = page === 1 ? first : await pageOf(page);
        yield commits.map(({ sha }) => sha).toReversed();
      }
    },
    async defaultBranch() {
      return (await rest.json(base, {}, repositoryFacts)).default_branch ?? null;
    },
    async *changes(commit) {
      let shown = 0;
      const pages = pagesOf(PAGE, async (page) => {
        const query = { per_page: String(PAGE), page: String(page) };
        return (await rest.json(`${base}/commits/${commit}`, query, commitFiles)).files ?? [];
      });
      for await (const files of pages) {
        shown += files.length;
        for (const file of files) if (file.status !== "removed") yield changedFile(file);
      }
      if (shown >= MAX_LISTED_FILES) throw new Omitted("host_limit");
    },
    file: (commit, file) => rest.file(`${base}/contents/${escapePath(file)}`, { ref: commit }, "application/vnd.github.raw+json"),
    link: (commit, file, line) => `${webUrl}/${linkPath(path)}/blob/${commit}/${linkPath(file)}#L${line}`,
  };
};

type ListedFile = NonNullable<z.infer<typeof commitFiles>["files"]>[number];

/** The patch of a large or binary file is left out, and so is that of one that was only renamed. */
function changedFile({ changes, filename, patch, status }: ListedFile): ChangedFile {
  const reader = new DiffReader(filename);
  const [read] = [...reader.push(Buffer.from(patch ?? "")), ...reader.end()];
  const isOnlyRenamed = status === "renamed" && (changes ?? 0) === 0;
  return (patch ?? "") === "" && !isOnlyRenamed ? { ...read!, missing: true } : read!;
}
