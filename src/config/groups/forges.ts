import { z } from "zod";
import type { Secret } from "../../kernel/secret.ts";
import { httpUrl, secretList, signingSecrets } from "../schemas.ts";
import { optional, secret, type Values } from "../variable.ts";

const NOT_CONFIGURED = "the route answers 404";
const SEVERAL = "several for rotation";
const SECRETS = "up to 10 texts of at most 512 characters, separated by commas";
const SIGNING = "one or more of `whsec_…` (base64 of 24 to 64 bytes), separated by commas";

const types = z
  .string()
  .transform((text) => text.split(",").map((type) => type.trim()))
  .pipe(z.array(z.string().regex(/^\P{Cc}{1,200}$/u)).max(1_000));

export const forgeVariables = {
  GITLAB_KEYS_URL: optional(httpUrl, {
    about: "Where GitLab.com publishes the keys that sign its partner API; GitLab tells it on request. For `/hooks/gitlab-partner`.",
    allowed: "an http or https URL",
    otherwise: NOT_CONFIGURED,
  }),
  GITLAB_WEBHOOK_TOKEN: secret(secretList, {
    about: `The secret token of GitLab's webhooks (\`X-Gitlab-Token\`), for \`/hooks/gitlab\`; ${SEVERAL}.`,
    allowed: SECRETS,
    otherwise: NOT_CONFIGURED,
  }),
  GITLAB_SIGNING_TOKEN: secret(signingSecrets(false), {
    about: `The signing token of GitLab's webhooks (GitLab 19 and later); ${SEVERAL}. Once it is set, a delivery without a good signature is refused, whatever token it carries: so set it when all hooks sign.`,
    allowed: SIGNING,
    otherwise: "`GITLAB_WEBHOOK_TOKEN` alone decides",
  }),
  GITLAB_REVOCATION_TOKEN: secret(secretList, {
    about: `The token that a self-managed GitLab sends to \`/hooks/gitlab-revocation\` (its Token Revocation API); ${SEVERAL}.`,
    allowed: SECRETS,
    otherwise: "`GITLAB_WEBHOOK_TOKEN`; without that, the route answers 404",
  }),
  GITLAB_REVOCABLE_TYPES: optional(types, {
    about: "The types that a self-managed GitLab is told to send: `gitleaks_rule_id_` and the id of its rule.",
    allowed: "up to 1000 types, separated by commas",
    otherwise: "`gitleaks_rule_id_$TOKEN_PREFIX_api_token`",
  }),
  DEPSDEV_KEYS_URL: optional(httpUrl, {
    about:
      "Where deps.dev publishes its keys: `https://storage.googleapis.com/depsdev-gcp-public-keys/secret_scanning`. For `/hooks/depsdev`.",
    allowed: "an http or https URL",
    otherwise: NOT_CONFIGURED,
  }),
  GITEA_WEBHOOK_SECRET: secret(secretList, {
    about: `The secret of webhooks of Gitea, Forgejo and Gogs, for \`/hooks/gitea\`; ${SEVERAL}.`,
    allowed: SECRETS,
    otherwise: NOT_CONFIGURED,
  }),
  BITBUCKET_WEBHOOK_SECRET: secret(secretList, {
    about: `The secret of webhooks of Bitbucket Cloud and Data Center, for \`/hooks/bitbucket\`; ${SEVERAL}.`,
    allowed: SECRETS,
    otherwise: NOT_CONFIGURED,
  }),
  AZURE_WEBHOOK_SECRET: secret(credentials(), {
    about: `User name and password of the service hooks of Azure DevOps, for \`/hooks/azure\`; ${SEVERAL}. They travel in clear: use https.`,
    allowed: "up to 10 `user:password`, separated by commas",
    otherwise: NOT_CONFIGURED,
  }),
  STANDARD_WEBHOOK_SECRET: secret(signingSecrets(true), {
    about: `Secrets (\`whsec_…\`) and public keys (\`whpk_…\`) of those who report by Standard Webhooks, for \`/hooks/standard\`; ${SEVERAL}.`,
    allowed: SIGNING.replace(", separated", " or `whpk_…` (base64 of an ed25519 key), separated"),
    otherwise: NOT_CONFIGURED,
  }),
};

function credentials(): z.ZodType<readonly string[]> {
  return secretList.refine((list) => list.every((one) => /^[^:]+:./su.test(one)));
}

type Secrets = Secret<readonly string[]> | null;

export interface ForgesConfig {
  readonly gitlab: {
    readonly keysUrl: string | null;
    readonly webhookTokens: Secrets;
    readonly signingTokens: Secrets;
    readonly revocationTokens: Secrets;
    readonly revocableTypes: readonly string[];
  };
  readonly depsdev: { readonly keysUrl: string | null };
  readonly giteaSecrets: Secrets;
  readonly bitbucketSecrets: Secrets;
  readonly azureCredentials: Secrets;
  readonly standardSecrets: Secrets;
}

export function forgesConfig(values: Values<typeof forgeVariables>, tokenPrefix: string): ForgesConfig {
  return {
    gitlab: {
      keysUrl: values.GITLAB_KEYS_URL,
      webhookTokens: values.GITLAB_WEBHOOK_TOKEN,
      signingTokens: values.GITLAB_SIGNING_TOKEN,
      revocationTokens: values.GITLAB_REVOCATION_TOKEN ?? values.GITLAB_WEBHOOK_TOKEN,
      revocableTypes: values.GITLAB_REVOCABLE_TYPES ?? [`gitleaks_rule_id_${tokenPrefix}_api_token`],
    },
    depsdev: { keysUrl: values.DEPSDEV_KEYS_URL },
    giteaSecrets: values.GITEA_WEBHOOK_SECRET,
    bitbucketSecrets: values.BITBUCKET_WEBHOOK_SECRET,
    azureCredentials: values.AZURE_WEBHOOK_SECRET,
    standardSecrets: values.STANDARD_WEBHOOK_SECRET,
  };
}
