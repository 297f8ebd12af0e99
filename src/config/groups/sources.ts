import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import type { Secret } from "../../kernel/secret.ts";
import { httpUrl, secretList, visibleAscii, wholeNumber } from "../schemas.ts";
import { optional, secret, setting, type Values } from "../variable.ts";

const LABELS = ["raw", "hash", "off"] as const;

/** How a report is named in the feedback to its source: by the token, by the token's hash, or no feedback at all. */
export type Labels = (typeof LABELS)[number];

// A variable of one line has its line ends written as `\n`.
const rsaKey = z
  .string()
  .max(16_384)
  .transform((text) => text.replaceAll("\\n", "\n").trim())
  .refine((pem) => {
    try {
      return createPrivateKey(pem).asymmetricKeyType === "rsa";
    } catch {
      return false;
    }
  });

export const sourceVariables = {
  GITHUB_API_URL: setting(httpUrl, {
    about: "GitHub's API. The keys that sign partner alerts come from `/meta/public_keys/secret_scanning` below it.",
    allowed: "an http or https URL",
    fallback: "https://api.github.com",
  }),
  GITHUB_TOKEN: secret(visibleAscii(1, 512), {
    about:
      "Raises GitHub's limit on how often its keys may be fetched, which needs no permissions. Without an App it also reads and resolves the alerts that `/hooks/github` tells of: a token that may read and write secret scanning alerts.",
    allowed: "up to 512 visible ASCII characters without spaces",
    otherwise: "keys are fetched without one",
  }),
  GITHUB_WEBHOOK_SECRET: secret(secretList, {
    about: "The secret of webhooks of a GitHub App, a repository or an organisation, for `/hooks/github`; several for rotation.",
    allowed: "up to 10 texts of at most 512 characters, separated by commas",
    otherwise: "the route answers 404",
  }),
  GITHUB_APP_ID: optional(wholeNumber(1, 999_999_999), {
    about: "The GitHub App that reads and resolves the alerts that `/hooks/github` tells of; `GITHUB_APP_PRIVATE_KEY` belongs to it.",
    allowed: "a whole number from 1 to 999999999",
    otherwise: "`GITHUB_TOKEN` is used; without that, events are counted and nothing is fetched",
  }),
  GITHUB_APP_PRIVATE_KEY: secret(rsaKey, {
    about: "The private key of the GitHub App.",
    allowed: "an RSA key in PEM, its line ends as they are or as `\\n`",
    otherwise: "there is no App",
  }),
  KEY_OVERLAP_MINUTES: setting(wholeNumber(0, 1_440), {
    about: "How long a signing key that its source has retired stays good, so that deliveries which were on their way are not lost.",
    allowed: "a whole number from 0 to 1440",
    fallback: "60",
  }),
  LABELS: setting(z.enum(LABELS), {
    about: "How feedback to a source names a token: as it came, by its hash, or no feedback.",
    allowed: "raw, hash or off",
    fallback: "raw",
  }),
};

export interface SourcesConfig {
  readonly github: {
    /** Without a trailing slash. */
    readonly apiUrl: string;
    readonly token: Secret | null;
    readonly webhookSecrets: Secret<readonly string[]> | null;
    readonly app: { readonly id: number; readonly privateKey: Secret } | null;
  };
  readonly keyOverlapMs: number;
  readonly labels: Labels;
}

export function sourcesConfig(values: Values<typeof sourceVariables>): SourcesConfig {
  return {
    github: {
      apiUrl: values.GITHUB_API_URL,
      token: values.GITHUB_TOKEN,
      webhookSecrets: values.GITHUB_WEBHOOK_SECRET,
      app:
        values.GITHUB_APP_ID === null || values.GITHUB_APP_PRIVATE_KEY === null
          ? null
          : { id: values.GITHUB_APP_ID, privateKey: values.GITHUB_APP_PRIVATE_KEY },
    },
    keyOverlapMs: values.KEY_OVERLAP_MINUTES * 60_000,
    labels: values.LABELS,
  };
}
