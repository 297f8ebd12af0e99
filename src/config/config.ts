import type { ConfigFile } from "./file/file.ts";
import { type DashboardConfig, dashboardConfig, dashboardVariables } from "./groups/dashboard.ts";
import { type ForgesConfig, forgesConfig, forgeVariables } from "./groups/forges.ts";
import { type HostsConfig, hostsConfig, hostVariables } from "./groups/hosts.ts";
import { type HttpConfig, hostOf, httpConfig, httpVariables } from "./groups/http.ts";
import { type MailConfig, mailConfig, mailVariables } from "./groups/mail.ts";
import { type OutgoingConfig, outgoingConfig, outgoingVariables } from "./groups/outgoing.ts";
import { type ProcessConfig, processConfig, processVariables } from "./groups/process.ts";
import { type SecretsConfig, secretsConfig, secretVariables } from "./groups/secrets.ts";
import { type SourcesConfig, sourcesConfig, sourceVariables } from "./groups/sources.ts";
import { type StorageConfig, storageConfig, storageVariables } from "./groups/storage.ts";
import { type TokensConfig, tokensConfig, tokenVariables } from "./groups/tokens.ts";
import type { Values, Variables } from "./variable.ts";

export type { Role } from "./groups/process.ts";

/** Everything the environment and the file it names decide; deeply frozen. */
export interface Config {
  readonly process: ProcessConfig;
  readonly http: HttpConfig;
  readonly dashboard: DashboardConfig;
  readonly storage: StorageConfig;
  readonly secrets: SecretsConfig;
  readonly mail: MailConfig;
  readonly tokens: TokensConfig;
  readonly sources: SourcesConfig;
  readonly forges: ForgesConfig;
  readonly outgoing: OutgoingConfig;
  readonly hosts: HostsConfig;
  readonly file: ConfigFile;
  /** All of it as people read it: each variable, and where its value came from. */
  readonly settings: readonly Setting[];
}

/** One variable as it is in force. */
export interface Setting {
  readonly group: string;
  readonly name: string;
  /** Null: it is not set, and `otherwise` says what happens then. A secret is only said to be set. */
  readonly value: string | null;
  readonly origin: "environment" | "file" | "default";
  readonly otherwise: string;
}

export interface Group {
  readonly title: string;
  readonly variables: Variables;
}

/** In the order of the documentation. */
export const GROUPS: readonly Group[] = [
  { title: "Web", variables: httpVariables },
  { title: "Dashboard", variables: dashboardVariables },
  { title: "Storage", variables: storageVariables },
  { title: "Secrets", variables: secretVariables },
  { title: "Mail", variables: mailVariables },
  { title: "Tokens", variables: tokenVariables },
  { title: "Sources", variables: sourceVariables },
  { title: "Other code hosts", variables: forgeVariables },
  { title: "Messages to other systems", variables: outgoingVariables },
  { title: "Reading from code hosts", variables: hostVariables },
  { title: "Process", variables: processVariables },
];

/** Every variable there is, by name. */
export const VARIABLES = {
  ...httpVariables,
  ...dashboardVariables,
  ...storageVariables,
  ...secretVariables,
  ...mailVariables,
  ...tokenVariables,
  ...sourceVariables,
  ...forgeVariables,
  ...outgoingVariables,
  ...hostVariables,
  ...processVariables,
};

/** Fits values that are all valid together: units, and defaults that come from other variables. */
export function assemble(values: Values<typeof VARIABLES>, file: ConfigFile): Omit<Config, "settings"> {
  const http = httpConfig(values);
  const host = hostOf(http.publicUrl);
  const process = processConfig(values);
  return {
    process,
    http,
    dashboard: dashboardConfig(values, process.production),
    storage: storageConfig(values),
    secrets: secretsConfig(values),
    mail: mailConfig(values, host),
    tokens: tokensConfig(values, host),
    sources: sourcesConfig(values),
    forges: forgesConfig(values, values.TOKEN_PREFIX),
    outgoing: outgoingConfig(values),
    hosts: hostsConfig(values),
    file,
  };
}
