import type { Secret } from "../../kernel/secret.ts";
import { httpUrl, visibleAscii, wholeNumber } from "../schemas.ts";
import { optional, secret, setting, type Values } from "../variable.ts";

const URL_WORDS = { allowed: "an http or https URL" };
const TOKEN_WORDS = { allowed: "up to 1024 visible ASCII characters without spaces" };
const NO_ACCESS = "pushes are acknowledged and counted, and not scanned";

const tokenVariable = (about: string) => secret(visibleAscii(1, 1_024), { about, ...TOKEN_WORDS, otherwise: NO_ACCESS });

export const hostVariables = {
  GITLAB_API_URL: setting(httpUrl, {
    about: "The GitLab whose webhooks come to `/hooks/gitlab`, with or without `/api/v4`.",
    ...URL_WORDS,
    fallback: "https://gitlab.com",
  }),
  GITLAB_API_TOKEN: tokenVariable("Reads what was pushed to GitLab: a personal, group or project access token with the scope `read_api`."),
  GITEA_API_URL: optional(httpUrl, {
    about: "The Gitea or Forgejo whose webhooks come to `/hooks/gitea`, with or without `/api/v1`.",
    ...URL_WORDS,
    otherwise: NO_ACCESS,
  }),
  GITEA_API_TOKEN: tokenVariable("Reads what was pushed to Gitea or Forgejo: an access token with the permission `repository: read`."),
  BITBUCKET_API_URL: setting(httpUrl, {
    about: "The API of Bitbucket Cloud.",
    ...URL_WORDS,
    fallback: "https://api.bitbucket.org/2.0",
  }),
  BITBUCKET_API_TOKEN: tokenVariable(
    "Reads what was pushed to Bitbucket Cloud: an access token of a repository, project or workspace that may read repositories, or `user:token`.",
  ),
  BITBUCKET_SERVER_URL: optional(httpUrl, {
    about: "The Bitbucket Data Center whose webhooks come to `/hooks/bitbucket`, with or without `/rest/api/latest`.",
    ...URL_WORDS,
    otherwise: NO_ACCESS,
  }),
  BITBUCKET_SERVER_TOKEN: tokenVariable(
    "Reads what was pushed to Bitbucket Data Center, and the files in which it detected secrets: an HTTP access token with repository read, or `user:password` of a user who has it.",
  ),
  AZURE_API_URL: optional(httpUrl, {
    about: "The organisation of Azure DevOps whose service hooks come to `/hooks/azure`: `https://dev.azure.com/ORGANISATION`.",
    ...URL_WORDS,
    otherwise: NO_ACCESS,
  }),
  AZURE_API_TOKEN: tokenVariable("Reads what was pushed to Azure DevOps: a personal access token with the scope Code (read)."),
  PUSH_MAX_COMMITS: setting(wholeNumber(1, 100_000), {
    about:
      "Of a push with more commits, the newest are scanned; that the others were not is told in the audit trail, the log and a metric.",
    allowed: "a whole number from 1 to 100000",
    fallback: "1000",
  }),
  PUSH_MAX_MEGABYTES: setting(wholeNumber(1, 4_096), {
    about: "How much is read from a code host for one push; told as above.",
    allowed: "a whole number from 1 to 4096",
    fallback: "128",
  }),
  PUSH_MAX_SECONDS: setting(wholeNumber(1, 3_600), {
    about: "How long one push is scanned; told as above.",
    allowed: "a whole number from 1 to 3600",
    fallback: "600",
  }),
};

/** Variables that mean nothing without each other. */
export const HOST_PAIRS: readonly (readonly [string, string])[] = [
  ["GITEA_API_URL", "GITEA_API_TOKEN"],
  ["BITBUCKET_SERVER_URL", "BITBUCKET_SERVER_TOKEN"],
  ["AZURE_API_URL", "AZURE_API_TOKEN"],
];

/** Where a host's API is and the token that reads from it. */
export interface HostAccessConfig {
  /** Without a trailing slash; perhaps without the path of the API. */
  readonly url: string;
  readonly token: Secret;
}

export interface HostsConfig {
  readonly gitlab: HostAccessConfig | null;
  readonly gitea: HostAccessConfig | null;
  readonly bitbucketCloud: HostAccessConfig | null;
  readonly bitbucketServer: HostAccessConfig | null;
  readonly azure: HostAccessConfig | null;
  readonly push: { readonly commits: number; readonly bytes: number; readonly seconds: number };
}

export function hostsConfig(values: Values<typeof hostVariables>): HostsConfig {
  return {
    gitlab: access(values.GITLAB_API_URL, values.GITLAB_API_TOKEN),
    gitea: access(values.GITEA_API_URL, values.GITEA_API_TOKEN),
    bitbucketCloud: access(values.BITBUCKET_API_URL, values.BITBUCKET_API_TOKEN),
    bitbucketServer: access(values.BITBUCKET_SERVER_URL, values.BITBUCKET_SERVER_TOKEN),
    azure: access(values.AZURE_API_URL, values.AZURE_API_TOKEN),
    push: { commits: values.PUSH_MAX_COMMITS, bytes: values.PUSH_MAX_MEGABYTES * 1024 * 1024, seconds: values.PUSH_MAX_SECONDS },
  };
}

function access(url: string | null, token: Secret | null): HostAccessConfig | null {
  return url === null || token === null ? null : { url, token };
}
