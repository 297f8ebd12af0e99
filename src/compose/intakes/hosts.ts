import type { Config } from "../../config/config.ts";
import type { Format } from "../../formats/format.ts";
import { accessOf, type Product } from "../../hosts/access.ts";
import { azure } from "../../hosts/azure/push.ts";
import { bitbucketCloud } from "../../hosts/bitbucket/cloud.ts";
import { bitbucketServer } from "../../hosts/bitbucket/server.ts";
import { gitea } from "../../hosts/gitea/push.ts";
import type { GithubAccess } from "../../hosts/github/clients.ts";
import { githubAccess } from "../../hosts/github/github.ts";
import { gitlab } from "../../hosts/gitlab/push.ts";
import type { Clock } from "../../kernel/clock.ts";
import { groupBy } from "../../kernel/collections.ts";
import { createScanner } from "../../scan/scanner.ts";
import type { SourceSettings } from "../../sources/registry.ts";

const MAX_FILES = 20_000;
// A call for each commit, one for each file that its diff does not show, and pages of both.
const CALLS_PER_COMMIT = 4;
const MORE_CALLS = 1_000;

/** The hosts that this installation may read from, by source. What is found there is matched as reports are: no comment in a file exempts it. */
export function composeHosts(config: Config, formats: ReadonlyMap<string, Format>, clock: Clock): SourceSettings["hosts"] {
  const { hosts } = config;
  const scanner = createScanner({ formats: [...formats.values()], decode: true });
  const limits = { ...hosts.push, files: MAX_FILES, calls: hosts.push.commits * CALLS_PER_COMMIT + MORE_CALLS };
  const needs = { scanner, limits };
  const bySource = groupBy(composeProducts(config), ({ source }) => source);
  const github = githubOf(config);
  return {
    ...Object.fromEntries(
      Array.from(bySource, ([source, all]) => [
        source,
        accessOf(
          all.map(({ product }) => product),
          needs,
        ),
      ]),
    ),
    ...(github !== null && { github: githubAccess(github, needs, clock) }),
  };
}

/** A product of a host that this installation may read from. */
export interface ConfiguredProduct {
  readonly source: string;
  readonly title: string;
  readonly product: Product;
}

export function composeProducts({ hosts }: Config): readonly ConfiguredProduct[] {
  const all: readonly (readonly [string, string, Product | null])[] = [
    ["gitlab", "GitLab", hosts.gitlab && gitlab(hosts.gitlab)],
    ["gitea", "Gitea", hosts.gitea && gitea(hosts.gitea)],
    ["bitbucket", "Bitbucket Cloud", hosts.bitbucketCloud && bitbucketCloud(hosts.bitbucketCloud)],
    ["bitbucket", "Bitbucket Data Center", hosts.bitbucketServer && bitbucketServer(hosts.bitbucketServer)],
    ["azure", "Azure DevOps", hosts.azure && azure(hosts.azure)],
  ];
  return all.flatMap(([source, title, product]) => (product === null ? [] : [{ source, title, product }]));
}

/** How GitHub is asked, where its events come in. */
export function githubOf({ sources: { github } }: Config): GithubAccess | null {
  return github.webhookSecrets !== null && (github.app !== null || github.token !== null) ? github : null;
}
