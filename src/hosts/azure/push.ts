import { z } from "zod";
import type { Access, Product } from "../access.ts";
import type { ChangedFile } from "../push/diff.ts";
import { commitId, type PushHostOf, pagesOf } from "../push/host.ts";
import { linkPath } from "../rest.ts";

const PAGE = 100;
const API = { "api-version": "7.0" };

const commits = z.object({ value: z.array(z.object({ commitId })) });
const repositoryFacts = z.object({ defaultBranch: z.string().nullish() });
const changes = z.object({
  changes: z.array(
    z.object({
      changeType: z.string(),
      item: z.object({ path: z.string(), gitObjectType: z.string().nullish(), isFolder: z.boolean().nullish() }),
    }),
  ),
});

/**
 * Azure DevOps, by its REST API 7.0. Scope of the token: Code (read). It compares nothing: what a commit touched is looked at
 * whole, so that what stood in such a file before is told as well.
 */
export function azure({ token, url }: Access): Product {
  const credentials = (text: string) => ({ authorization: `Basic ${Buffer.from(`:${text}`).toString("base64")}` });
  return {
    api: { url, webUrl: url, token, credentials },
    host: repositoryAt,
    probe: { path: "/_apis/git/repositories?api-version=7.0" },
    events: { push: "push" },
  };
}

const repositoryAt: PushHostOf = (rest, { id, path }, webUrl) => {
  const base = `/_apis/git/repositories/${encodeURIComponent(id ?? path)}`;
  const [project = "", name = ""] = path.split("/");
  return {
    async *commits(tip, without) {
      const query = {
        ...API,
        "searchCriteria.$top": String(PAGE),
        ...versionOf("itemVersion", tip),
        ...versionOf("compareVersion", without),
      };
      yield* pagesOf(PAGE, async (page) => {
        const skip = { "searchCriteria.$skip": String((page - 1) * PAGE) };
        return (await rest.json(`${base}/commits`, { ...query, ...skip }, commits)).value.map((commit) => commit.commitId);
      });
    },
    async defaultBranch() {
      return (await rest.json(base, API, repositoryFacts)).defaultBranch?.replace(/^refs\/heads\//u, "") ?? null;
    },
    async *changes(commit) {
      const pages = pagesOf(PAGE, async (page) => {
        const query = { ...API, top: String(PAGE), skip: String((page - 1) * PAGE) };
        return (await rest.json(`${base}/commits/${commit}/changes`, query, changes)).changes;
      });
      for await (const page of pages) {
        for (const { changeType, item } of page) {
          const isFile = item.isFolder !== true && (item.gitObjectType ?? "blob") === "blob";
          if (isFile && !/\bdelete\b/iu.test(changeType)) yield untold(item.path.replace(/^\//u, ""));
        }
      }
    },
    file: (commit, file) =>
      rest.file(`${base}/items`, {
        ...API,
        path: `/${file}`,
        "versionDescriptor.version": commit,
        "versionDescriptor.versionType": "commit",
        $format: "octetStream",
      }),
    link: (commit, file, line) =>
      `${webUrl}/${linkPath(project)}/_git/${linkPath(name)}?path=${encodeURIComponent(`/${file}`.toWellFormed())}&version=GC${commit}&line=${line}`,
  };
};

function versionOf(which: "itemVersion" | "compareVersion", name: string | null): Readonly<Record<string, string>> {
  if (name === null) return {};
  const type = commitId.safeParse(name).success ? "commit" : "branch";
  return { [`searchCriteria.${which}.version`]: name, [`searchCriteria.${which}.versionType`]: type };
}

function untold(path: string): ChangedFile {
  return { path, added: Buffer.alloc(0), runs: [], missing: true };
}
