import { z } from "zod";
import type { Secret } from "../../kernel/secret.ts";
import { httpUrl, visibleAscii, wholeNumber } from "../schemas.ts";
import { secret, setting, type Values } from "../variable.ts";

const LABELS = ["raw", "hash", "off"] as const;

/** How a report is named in the feedback to its source: by the token, by the token's hash, or no feedback at all. */
export type Labels = (typeof LABELS)[number];

export const sourceVariables = {
  GITHUB_API_URL: setting(httpUrl, {
    about: "GitHub's API. The keys that sign partner alerts come from `/meta/public_keys/secret_scanning` below it.",
    allowed: "an http or https URL",
    fallback: "https://api.github.com",
  }),
  GITHUB_TOKEN: secret(visibleAscii(1, 512), {
    about: "Raises GitHub's limit on how often its keys may be fetched; needs no permissions.",
    allowed: "up to 512 visible ASCII characters without spaces",
    otherwise: "keys are fetched without one",
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
  };
  readonly keyOverlapMs: number;
  readonly labels: Labels;
}

export function sourcesConfig(values: Values<typeof sourceVariables>): SourcesConfig {
  return {
    github: { apiUrl: values.GITHUB_API_URL, token: values.GITHUB_TOKEN },
    keyOverlapMs: values.KEY_OVERLAP_MINUTES * 60_000,
    labels: values.LABELS,
  };
}
