import { z } from "zod";
import type { Access, Product } from "../access.ts";
import { commitId, filesOf, type PushHostOf } from "../push/host.ts";
import { escapePath, linkPath } from "../rest.ts";
import { credentials } from "./credentials.ts";

const commits = z.object({ values: z.array(z.object({ id: commitId })), nextPageStart: z.int().nullish(), isLastPage: z.boolean() });
const branch = z.object({ displayId: z.string() });

/** Bitbucket Data Center, by its REST API. Permission of the token, or of the user: repository read. */
export function bitbucketServer({ token, url }: Access): Product {
  const webUrl = url.replace(/\/rest(?:\/api(?:\/[^/]+)?)?$/u, "");
  const api = { url: `${webUrl}/rest/api/latest`, webUrl, token, credentials };
  return { api, host: repositoryAt, probe: { path: "/projects?limit=1" }, events: { refs_changed: "push", locations: "locations" } };
}

const repositoryAt: PushHostOf = (rest, { path }, webUrl) => {
  const [project = "", slug = ""] = path.split("/").map(escapePath);
  const base = `/projects/${project}/repos/${slug}`;
  return {
    async *commits(tip, without) {
      const query = { until: tip, ...(without === null ? {} : { since: without }), limit: "100" };
      for (let start: number | null = 0; start !== null; ) {
        const page: z.infer<typeof commits> = await rest.json(`${base}/commits`, { ...query, start: String(start) }, commits);
        yield page.values.map(({ id }) => id);
        start = page.isLastPage ? null : (page.nextPageStart ?? null);
      }
    },
    async defaultBranch() {
      return (await rest.json(`${base}/default-branch`, {}, branch)).displayId;
    },
    // Without `since` it is the commit's parent.
    changes: (commit) => filesOf(rest.text(`${base}/diff`, { until: commit, contextLines: "0" })),
    file: (commit, file) => rest.file(`${base}/raw/${escapePath(file)}`, { at: commit }),
    link: (commit, file, line) => `${webUrl}/projects/${project}/repos/${slug}/browse/${linkPath(file)}?at=${commit}#${line}`,
  };
};
