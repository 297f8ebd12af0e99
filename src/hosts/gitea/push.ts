import { z } from "zod";
import type { Access, Product } from "../access.ts";
import { commitId, filesOf, type PushHostOf } from "../push/host.ts";
import { escapePath, linkPath } from "../rest.ts";

// What Gitea gives at most unless it is configured otherwise.
const PAGE = 50;

const commits = z.array(z.object({ sha: commitId }));
const repositoryFacts = z.object({ default_branch: z.string().nullish() });

/** Gitea and Forgejo, by their REST API v1. Scope of the token: `read:repository`. */
export function gitea({ token, url }: Access): Product {
  const webUrl = url.replace(/\/api\/v1$/u, "");
  const credentials = (text: string) => ({ authorization: `token ${text}` });
  return {
    api: { url: `${webUrl}/api/v1`, webUrl, token, credentials },
    host: repositoryAt,
    probe: { path: "/repos/search?limit=1" },
    events: { push: "push" },
  };
}

const repositoryAt: PushHostOf = (rest, { path }, webUrl) => {
  const base = `/repos/${escapePath(path)}`;
  return {
    async *commits(tip, without) {
      const plain = { sha: tip, stat: "false", verification: "false", files: "false", limit: String(PAGE) };
      const query = without === null ? plain : { ...plain, not: without };
      for (let page = 1; ; page++) {
        const { headers, value } = await rest.page(`${base}/commits`, { ...query, page: String(page) }, commits);
        const ids = value.map(({ sha }) => sha);
        // Versions before 1.20 do not know `not`, and go on into what was there before.
        const known = without === null ? -1 : ids.indexOf(without);
        yield known < 0 ? ids : ids.slice(0, known);
        if (known >= 0 || ids.length === 0 || headers.get("x-hasmore") === "false") return;
      }
    },
    async defaultBranch() {
      return (await rest.json(base, {}, repositoryFacts)).default_branch ?? null;
    },
    changes: (commit) => filesOf(rest.text(`${base}/git/commits/${commit}.diff`)),
    file: (commit, file) => rest.file(`${base}/raw/${escapePath(file)}`, { ref: commit }),
    link: (commit, file, line) => `${webUrl}/${linkPath(path)}/src/commit/${commit}/${linkPath(file)}#L${line}`,
  };
};
