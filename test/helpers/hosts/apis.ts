import { type Answering, type HostAnswer, type HostedRepository, NOT_FOUND, pageOf } from "./fake-host.ts";

const ids = (list: readonly string[], name: string): readonly object[] => list.map((id) => ({ [name]: id, message: "Deploy" }));
const numberOf = (url: URL, name: string, fallback: number): number => Number(url.searchParams.get(name) ?? fallback);

async function found(
  ...matches: readonly [RegExpExecArray | null, (groups: readonly string[]) => Promise<HostAnswer>][]
): Promise<HostAnswer> {
  for (const [match, answer] of matches) if (match !== null) return await answer(match.slice(1).map(decodeURIComponent));
  return NOT_FOUND;
}

/** GitLab's REST API v4, project 15. `hidden` names files whose diff is left out, as that of a large file is. */
export const gitlabApi =
  (hidden: ReadonlySet<string> = new Set()): Answering =>
  async (url, repository) => {
    const at = (pattern: RegExp): RegExpExecArray | null => pattern.exec(url.pathname.replace("/api/v4/projects/15", ""));
    const size = numberOf(url, "per_page", 20);
    const start = (numberOf(url, "page", 1) - 1) * size;
    return await found(
      [at(/^$/u), async () => await Promise.resolve({ body: { id: 15, default_branch: "main" } })],
      [
        at(/^\/repository\/commits$/u),
        async () => {
          const [first = "", last] = (url.searchParams.get("ref_name") ?? "").split("..");
          const list = await repository.commits(last ?? first, last === undefined ? null : first);
          return { body: ids(pageOf(list, start, size), "id") };
        },
      ],
      [
        at(/^\/repository\/commits\/([0-9a-f]+)\/diff$/u),
        async ([commit = ""]) => ({ body: pageOf(await gitlabDiffs(repository, commit, hidden), start, size) }),
      ],
      [
        at(/^\/repository\/files\/([^/]+)\/raw$/u),
        async ([path = ""]) => ({ body: await repository.file(url.searchParams.get("ref")!, path) }),
      ],
    );
  };

async function gitlabDiffs(repository: HostedRepository, commit: string, hidden: ReadonlySet<string>): Promise<object[]> {
  const patches = (await repository.diff(commit)).split(/^diff --git .*$/mu).slice(1);
  return (await repository.names(commit)).map(({ path, status }, index) => {
    const tooLarge = hidden.has(path);
    return {
      diff: tooLarge ? "" : patches[index]!.slice(Math.max(0, patches[index]!.search(/^@@ |^Binary/mu))),
      new_path: path,
      old_path: path,
      a_mode: "100644",
      b_mode: "100644",
      new_file: status === "A",
      renamed_file: false,
      deleted_file: status === "D",
      collapsed: false,
      too_large: tooLarge,
    };
  });
}

/** GitHub's REST API, for `octo/engine`. A comparison lists the oldest commit first; `hidden` names files whose patch is left out. */
export const githubApi =
  (hidden: ReadonlySet<string> = new Set()): Answering =>
  async (url, repository) => {
    const at = (pattern: RegExp): RegExpExecArray | null => pattern.exec(url.pathname.replace("/repos/octo/engine", ""));
    const size = numberOf(url, "per_page", 30);
    const start = (numberOf(url, "page", 1) - 1) * size;
    return await found(
      [at(/^$/u), async () => await Promise.resolve({ body: { id: 7, default_branch: "main" } })],
      [
        at(/^\/compare\/(.+)\.\.\.(.+)$/u),
        async ([without = "", tip = ""]) => {
          const list = (await repository.commits(tip, without)).toReversed();
          return { body: { total_commits: list.length, commits: ids(pageOf(list, start, size), "sha") } };
        },
      ],
      [
        at(/^\/commits$/u),
        async () => ({ body: ids(pageOf(await repository.commits(url.searchParams.get("sha")!, null), start, size), "sha") }),
      ],
      [
        at(/^\/commits\/([0-9a-f]+)$/u),
        async ([commit = ""]) => ({ body: { sha: commit, files: pageOf(await githubFiles(repository, commit, hidden), start, size) } }),
      ],
      [at(/^\/contents\/(.+)$/u), async ([path = ""]) => ({ body: await repository.file(url.searchParams.get("ref")!, path) })],
    );
  };

async function githubFiles(repository: HostedRepository, commit: string, hidden: ReadonlySet<string>): Promise<object[]> {
  const patches = (await repository.diff(commit)).split(/^diff --git .*$/mu).slice(1);
  const statuses: Readonly<Record<string, string>> = { A: "added", D: "removed" };
  return (await repository.names(commit)).map(({ path, status }, index) => {
    const patch = patches[index]!.slice(Math.max(0, patches[index]!.search(/^@@ /mu)));
    const shown = hidden.has(path) ? {} : { patch };
    return { filename: path, status: statuses[status] ?? "modified", changes: 4, ...shown };
  });
}

/** Gitea's REST API v1, for `octo/engine`. */
export const giteaApi: Answering = async (url, repository) => {
  const at = (pattern: RegExp): RegExpExecArray | null => pattern.exec(url.pathname.replace("/api/v1/repos/octo/engine", ""));
  return await found(
    [at(/^$/u), async () => await Promise.resolve({ body: { id: 7, default_branch: "main" } })],
    [
      at(/^\/commits$/u),
      async () => {
        const list = await repository.commits(url.searchParams.get("sha")!, url.searchParams.get("not"));
        const size = Math.min(50, numberOf(url, "limit", 30));
        const start = (numberOf(url, "page", 1) - 1) * size;
        return { body: ids(pageOf(list, start, size), "sha"), headers: { "x-hasmore": String(start + size < list.length) } };
      },
    ],
    [at(/^\/git\/commits\/([0-9a-f]+)\.diff$/u), async ([commit = ""]) => ({ body: await repository.diff(commit) })],
    [at(/^\/raw\/(.+)$/u), async ([path = ""]) => ({ body: await repository.file(url.searchParams.get("ref")!, path) })],
  );
};

/** The REST API 2.0 of Bitbucket Cloud, for `octo/engine`. */
export const bitbucketCloudApi: Answering = async (url, repository) => {
  const at = (pattern: RegExp): RegExpExecArray | null => pattern.exec(url.pathname.replace("/2.0/repositories/octo/engine", ""));
  return await found(
    [at(/^$/u), async () => await Promise.resolve({ body: { mainbranch: { name: "main" } } })],
    [
      at(/^\/commits$/u),
      async () => {
        const list = await repository.commits(url.searchParams.get("include")!, url.searchParams.get("exclude"));
        const size = numberOf(url, "pagelen", 30);
        const page = numberOf(url, "page", 1);
        // Its `next` leads where it likes; only the page may be taken from it.
        const next = page * size < list.length ? { next: `https://evil.example/2.0/elsewhere?page=${page + 1}&include=main` } : {};
        return { body: { values: ids(pageOf(list, (page - 1) * size, size), "hash"), ...next } };
      },
    ],
    [
      at(/^\/diff\/([0-9a-f]+)$/u),
      async ([commit = ""]) => ({ body: await repository.diff(commit, `-U${url.searchParams.get("context")}`) }),
    ],
    [at(/^\/src\/([0-9a-f]+)\/(.+)$/u), async ([commit = "", path = ""]) => ({ body: await repository.file(commit, path) })],
  );
};

/** The REST API of Bitbucket Data Center, for `PROJ/engine`. */
export const bitbucketServerApi: Answering = async (url, repository) => {
  const at = (pattern: RegExp): RegExpExecArray | null =>
    pattern.exec(url.pathname.replace("/rest/api/latest/projects/PROJ/repos/engine", ""));
  return await found(
    [at(/^\/default-branch$/u), async () => await Promise.resolve({ body: { id: "refs/heads/main", displayId: "main" } })],
    [
      at(/^\/commits$/u),
      async () => {
        const list = await repository.commits(url.searchParams.get("until")!, url.searchParams.get("since"));
        const size = numberOf(url, "limit", 25);
        const start = numberOf(url, "start", 0);
        const isLastPage = start + size >= list.length;
        return { body: { values: ids(pageOf(list, start, size), "id"), isLastPage, nextPageStart: isLastPage ? null : start + size } };
      },
    ],
    [
      at(/^\/diff$/u),
      async () => {
        const prefixes = [`-U${url.searchParams.get("contextLines")}`, "--src-prefix=src://", "--dst-prefix=dst://"];
        return { body: await repository.diff(url.searchParams.get("until")!, ...prefixes) };
      },
    ],
    [at(/^\/raw\/(.+)$/u), async ([path = ""]) => ({ body: await repository.file(url.searchParams.get("at")!, path) })],
  );
};

/** The REST API of Azure DevOps. */
export const azureApi: Answering = async (url, repository) => {
  const at = (pattern: RegExp): RegExpExecArray | null =>
    pattern.exec(url.pathname.replace("/octo/_apis/git/repositories/278d5cd2-584d-4b63-824a-2ba458937249", ""));
  const of = (name: string): string | null => url.searchParams.get(name);
  return await found(
    [at(/^$/u), async () => await Promise.resolve({ body: { defaultBranch: "refs/heads/main" } })],
    [
      at(/^\/commits$/u),
      async () => {
        const list = await repository.commits(of("searchCriteria.itemVersion.version")!, of("searchCriteria.compareVersion.version"));
        const page = pageOf(list, numberOf(url, "searchCriteria.$skip", 0), numberOf(url, "searchCriteria.$top", 100));
        return { body: { count: page.length, value: ids(page, "commitId") } };
      },
    ],
    [
      at(/^\/commits\/([0-9a-f]+)\/changes$/u),
      async ([commit = ""]) => {
        const types: Readonly<Record<string, string>> = { A: "add", M: "edit", D: "delete" };
        const changes = (await repository.names(commit)).map(({ path, status }) => ({
          item: { gitObjectType: "blob", path: `/${path}` },
          changeType: types[status[0]!] ?? "rename",
        }));
        return { body: { changes: pageOf(changes, numberOf(url, "skip", 0), numberOf(url, "top", 100)) } };
      },
    ],
    [at(/^\/items$/u), async () => ({ body: await repository.file(of("versionDescriptor.version")!, of("path")!.slice(1)) })],
  );
};
