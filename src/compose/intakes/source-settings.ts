import type { Config } from "../../config/config.ts";
import type { Secret } from "../../kernel/secret.ts";

/** What configures a source, for whoever looks after an installation. */
export interface SourceSetting {
  /** The variables without which its route answers 404; any one of them is enough. */
  readonly variables: readonly string[];
  /** What it shares with its far side. */
  readonly secrets: (config: Config) => Secret<readonly string[]> | null;
}

const none = (): null => null;

/** Every source but those of the configuration file, by id. */
export const SOURCE_SETTINGS: Readonly<Record<string, SourceSetting>> = {
  "github-partner": { variables: ["GITHUB_API_URL", "GITHUB_TOKEN"], secrets: none },
  github: { variables: ["GITHUB_WEBHOOK_SECRET"], secrets: ({ sources: { github } }) => github.webhookSecrets },
  "gitlab-partner": { variables: ["GITLAB_KEYS_URL"], secrets: none },
  gitlab: {
    variables: ["GITLAB_SIGNING_TOKEN", "GITLAB_WEBHOOK_TOKEN"],
    secrets: ({ forges: { gitlab } }) => gitlab.signingTokens ?? gitlab.webhookTokens,
  },
  "gitlab-revocation": {
    variables: ["GITLAB_REVOCATION_TOKEN", "GITLAB_WEBHOOK_TOKEN"],
    secrets: ({ forges: { gitlab } }) => gitlab.revocationTokens,
  },
  depsdev: { variables: ["DEPSDEV_KEYS_URL"], secrets: none },
  gitea: { variables: ["GITEA_WEBHOOK_SECRET"], secrets: ({ forges }) => forges.giteaSecrets },
  bitbucket: { variables: ["BITBUCKET_WEBHOOK_SECRET"], secrets: ({ forges }) => forges.bitbucketSecrets },
  azure: { variables: ["AZURE_WEBHOOK_SECRET"], secrets: ({ forges }) => forges.azureCredentials },
  standard: { variables: ["STANDARD_WEBHOOK_SECRET"], secrets: ({ forges }) => forges.standardSecrets },
};
