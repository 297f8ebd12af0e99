import { type HttpConfig, httpConfig, httpVariables, publicHost } from "./groups/http.ts";
import { type MailConfig, mailConfig, mailVariables } from "./groups/mail.ts";
import { type ProcessConfig, processConfig, processVariables } from "./groups/process.ts";
import { type SecretsConfig, secretsConfig, secretVariables } from "./groups/secrets.ts";
import { type SourcesConfig, sourcesConfig, sourceVariables } from "./groups/sources.ts";
import { type StorageConfig, storageConfig, storageVariables } from "./groups/storage.ts";
import { type TokensConfig, tokensConfig, tokenVariables } from "./groups/tokens.ts";
import type { Values, Variables } from "./variable.ts";

export type { Role } from "./groups/process.ts";

/** Everything the environment decides; deeply frozen. */
export interface Config {
  readonly process: ProcessConfig;
  readonly http: HttpConfig;
  readonly storage: StorageConfig;
  readonly secrets: SecretsConfig;
  readonly mail: MailConfig;
  readonly tokens: TokensConfig;
  readonly sources: SourcesConfig;
}

export interface Group {
  readonly title: string;
  readonly variables: Variables;
}

/** In the order of the documentation. */
export const GROUPS: readonly Group[] = [
  { title: "Web", variables: httpVariables },
  { title: "Storage", variables: storageVariables },
  { title: "Secrets", variables: secretVariables },
  { title: "Mail", variables: mailVariables },
  { title: "Tokens", variables: tokenVariables },
  { title: "Sources", variables: sourceVariables },
  { title: "Process", variables: processVariables },
];

/** Every variable there is, by name. */
export const VARIABLES = {
  ...httpVariables,
  ...storageVariables,
  ...secretVariables,
  ...mailVariables,
  ...tokenVariables,
  ...sourceVariables,
  ...processVariables,
};

/** Fits values that are all valid together: units, and defaults that come from other variables. */
export function assemble(values: Values<typeof VARIABLES>): Config {
  const http = httpConfig(values);
  const host = publicHost(http);
  return {
    process: processConfig(values),
    http,
    storage: storageConfig(values),
    secrets: secretsConfig(values),
    mail: mailConfig(values, host),
    tokens: tokensConfig(values, host),
    sources: sourcesConfig(values),
  };
}
