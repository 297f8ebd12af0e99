import { z } from "zod";
import type { Access, Product } from "../access.ts";
import { commitId, filesOf, type PushHostOf } from "../push/host.ts";
import { escapePath, linkPath } from "../rest.ts";
import type { Probe } from "../standing.ts";
import { credentials } from "./credentials.ts";

const commits = z.object({ values: z.array(z.object({ hash: commitId })), next: z.string().nullish() });
const repositoryFacts = z.object({ mainbranch: z.object({ name: z.string() }).nullish() });

/** Bitbucket Cloud, by its REST API 2.0. Scope of the token: `repository`, or `read:repository:bitbucket`. */
export function bitbucketCloud({ token, url }: Access): Product {
  const { hostname, origin } = new URL(url);
  const webUrl = hostname === "api.bitbucket.org" ? "https://bitbucket.org" : origin;
  return { api: { url, webUrl, token, credentials }, host: repositoryAt, probe, events: { push: "push" } };
}

// Most tokens may not ask about their user; that they may not is told to good ones alone.
const probe: Probe = { path: "/user", alsoGood: [403] };

const repositoryAt: PushHostOf = (rest, { path }, webUrl) => {
  const base = `/repositories/${escapePath(path)}`;
  return {
    async *commits(tip, without) {
      const first = { include: tip, ...(without === null ? {} : { exclude: without }), pagelen: "100", fields: "next,values.hash" };
      let query: Readonly<Record<string, string>> = first;
      for (;;) {
        const { next, values } = await rest.json(`${base}/commits`, query, commits);
        yield values.map(({ hash }) => hash);
        if (next === null || next === undefined || !URL.canParse(next)) return;
        // It names an address: what it adds to ours is taken from it, and nothing else.
        query = { ...Object.fromEntries(new URL(next).searchParams), ...first };
      }
    },
    async defaultBranch() {
      return (await rest.json(base, { fields: "mainbranch.name" }, repositoryFacts)).mainbranch?.name ?? null;
    },
    changes: (commit) => filesOf(rest.text(`${base}/diff/${commit}`, { context: "0" })),
    file: (commit, file) => rest.file(`${base}/src/${commit}/${escapePath(file)}`),
    link: (commit, file, line) => `${webUrl}/${linkPath(path)}/src/${commit}/${linkPath(file)}#lines-${line}`,
  };
};
