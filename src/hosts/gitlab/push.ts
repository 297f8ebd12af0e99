import { z } from "zod";
import { cleanLine } from "../../kernel/text.ts";
import type { Access, Product } from "../access.ts";
import { Omitted } from "../omitted.ts";
import { type ChangedFile, DiffReader } from "../push/diff.ts";
import { commitId, type PushHostOf, pagesOf } from "../push/host.ts";
import { escapePath, linkPath } from "../rest.ts";
import { type Probe, scopesIn } from "../standing.ts";

const PAGE = 100;
// What GitLab shows of one commit unless it is told otherwise (`diff_max_files`); whatever is beyond is not in the list at all.
const MAX_SHOWN_FILES = 1_000;
const SUBMODULE = "160000";

const commits = z.array(z.object({ id: commitId }));
const project = z.object({ default_branch: z.string().nullish() });
const diffs = z.array(
  z.object({
    diff: z.string().nullish(),
    new_path: z.string(),
    b_mode: z.string().nullish(),
    renamed_file: z.boolean().nullish(),
    deleted_file: z.boolean().nullish(),
    collapsed: z.boolean().nullish(),
    too_large: z.boolean().nullish(),
  }),
);

/** GitLab, by its REST API v4. Scope of the token: `read_api`. */
export function gitlab({ token, url }: Access): Product {
  const webUrl = url.replace(/\/api\/v4$/u, "");
  const credentials = (text: string) => ({ "private-token": text });
  return { api: { url: `${webUrl}/api/v4`, webUrl, token, credentials }, host: repositoryAt, probe, events: { push: "push" } };
}

const ownToken = z.object({ scopes: z.unknown(), expires_at: z.string().nullish() });

const probe: Probe = {
  path: "/personal_access_tokens/self",
  told: (answer) => {
    const { data } = ownToken.safeParse(answer);
    if (data === undefined) return { found: "its scopes GitLab does not tell", lacks: [] };
    const scopes = scopesIn(data.scopes);
    const end = data.expires_at ?? null;
    const found = `its scopes ${scopes.join(", ")}${end === null ? "" : `, until ${cleanLine(end, 40)}`}`;
    const suffices = scopes.some((scope) => scope === "api" || scope === "read_api");
    return { found, lacks: suffices ? [] : ["the scope read_api, without which pushes are not scanned"] };
  },
};

const repositoryAt: PushHostOf = (rest, { id, path }, webUrl) => {
  const base = `/projects/${encodeURIComponent(id ?? path)}`;
  const repository = `${base}/repository`;
  return {
    async *commits(tip, without) {
      const range = without === null ? tip : `${without}..${tip}`;
      const query = { ref_name: range, per_page: String(PAGE) };
      yield* pagesOf(PAGE, async (page) => {
        const found = await rest.json(`${repository}/commits`, { ...query, page: String(page) }, commits);
        return found.map((commit) => commit.id);
      });
    },
    async defaultBranch() {
      return (await rest.json(base, {}, project)).default_branch ?? null;
    },
    async *changes(commit) {
      let shown = 0;
      const query = { per_page: String(PAGE) };
      const pages = pagesOf(PAGE, (page) => rest.json(`${repository}/commits/${commit}/diff`, { ...query, page: String(page) }, diffs));
      for await (const files of pages) {
        shown += files.length;
        for (const file of files) if (file.deleted_file !== true && file.b_mode !== SUBMODULE) yield changedFile(file);
      }
      if (shown >= MAX_SHOWN_FILES) throw new Omitted("host_limit");
    },
    file: (commit, file) => rest.file(`${repository}/files/${escapePath(file).replaceAll("/", "%2F")}/raw`, { ref: commit }),
    link: (commit, file, line) => `${webUrl}/${linkPath(path)}/-/blob/${commit}/${linkPath(file)}#L${line}`,
  };
};

/** An empty diff is that of a file that was only renamed or given another mode, or it was left out; older versions do not say which. */
function changedFile({ diff, new_path: path, ...file }: z.infer<typeof diffs>[number]): ChangedFile {
  const isLeftOut = file.collapsed === true || file.too_large === true;
  const isUntold = (diff ?? "") === "" && file.collapsed === undefined && file.renamed_file !== true;
  const reader = new DiffReader(path);
  const [read] = [...reader.push(Buffer.from(diff ?? "")), ...reader.end()];
  return isLeftOut || isUntold ? { ...read!, missing: true } : read!;
}
