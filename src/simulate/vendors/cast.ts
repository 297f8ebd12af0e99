import { randomBytes } from "node:crypto";
import { fakeBitbucket } from "./bitbucket.ts";
import { DISCLOSERS, type DiscloserTraits } from "./disclosers.ts";
import { fakeAzure, fakeGitea, fakeGitlab, fakeGitlabRevocation, fakeSigningGitlab } from "./forges.ts";
import { fakeGithubWebhooks } from "./github.ts";
import { fakeStandard } from "./standard.ts";
import type { FakeVendor } from "./vendor.ts";

/** Somebody to play who signs by keys that it publishes. */
export interface KeyedRole {
  readonly proof: "keys";
  readonly about: string;
  readonly traits: DiscloserTraits;
}

/** Somebody to play who shares a secret with the service. */
export interface SecretRole {
  readonly proof: "secret";
  readonly about: string;
  /** The variables of the service that may hold the secret; the first that is set counts. */
  readonly variables: readonly string[];
  /** A new secret of the shape that such a variable takes. */
  readonly invent: (variable: string) => string;
  /** @param secrets at least one; signs with the first until it rotates */
  readonly play: (secrets: readonly string[], variable: string) => FakeVendor;
}

const text = (): string => randomBytes(24).toString("base64url");
const whsec = (): string => `whsec_${randomBytes(32).toString("base64")}`;

/** Everybody there is to play, by the id of the source that is its receiver. */
export const CAST = {
  "github-partner": { proof: "keys", about: "GitHub's secret scanning partner programme", traits: DISCLOSERS["github-partner"] },
  github: {
    proof: "secret",
    about: "webhooks of a GitHub App, repository or organisation: a secret scanning alert",
    variables: ["GITHUB_WEBHOOK_SECRET"],
    invent: text,
    play: fakeGithubWebhooks,
  },
  "gitlab-partner": { proof: "keys", about: "GitLab.com's partner API", traits: DISCLOSERS["gitlab-partner"] },
  gitlab: {
    proof: "secret",
    about: "webhooks of GitLab: a push, signed where GITLAB_SIGNING_TOKEN is set",
    variables: ["GITLAB_SIGNING_TOKEN", "GITLAB_WEBHOOK_TOKEN"],
    invent: (variable) => (variable === "GITLAB_SIGNING_TOKEN" ? whsec() : text()),
    // Who signs sends the old token as well while it is still set; it decides nothing.
    play: (secrets, variable) => (variable === "GITLAB_SIGNING_TOKEN" ? fakeSigningGitlab(secrets, "an-old-token") : fakeGitlab(secrets)),
  },
  "gitlab-revocation": {
    proof: "secret",
    about: "a self-managed GitLab that calls the Token Revocation API",
    variables: ["GITLAB_REVOCATION_TOKEN", "GITLAB_WEBHOOK_TOKEN"],
    invent: text,
    play: (secrets) => fakeGitlabRevocation(secrets),
  },
  depsdev: { proof: "keys", about: "Google's deps.dev", traits: DISCLOSERS.depsdev },
  gitea: {
    proof: "secret",
    about: "webhooks of Gitea, Forgejo and Gogs: a push",
    variables: ["GITEA_WEBHOOK_SECRET"],
    invent: text,
    play: fakeGitea,
  },
  bitbucket: {
    proof: "secret",
    about: "webhooks of Bitbucket Cloud: a push",
    variables: ["BITBUCKET_WEBHOOK_SECRET"],
    invent: text,
    play: fakeBitbucket,
  },
  azure: {
    proof: "secret",
    about: "service hooks of Azure DevOps: a push",
    variables: ["AZURE_WEBHOOK_SECRET"],
    invent: () => `hook:${text()}`,
    play: fakeAzure,
  },
  standard: {
    proof: "secret",
    about: "anybody who reports by Standard Webhooks",
    variables: ["STANDARD_WEBHOOK_SECRET"],
    invent: whsec,
    play: fakeStandard,
  },
} as const satisfies Record<string, KeyedRole | SecretRole>;
