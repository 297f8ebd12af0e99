import type { Clock } from "../kernel/clock.ts";
import { AppError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/log.ts";
import { modulesBelow } from "../kernel/place/modules.ts";
import type { Secret } from "../kernel/secret.ts";
import type { Discloser } from "./reports/discloser.ts";
import type { KeyStoreOptions } from "./signing/key-store.ts";
import type { SharedSecrets } from "./signing/shared-secrets.ts";
import type { HostAccess, Source } from "./source.ts";

/** What labels go back to a source that takes them: with the raw token, with its SHA-256, or none. */
export type LabelMode = "raw" | "hash" | "off";

/** A source whose events are followed up at its host. */
export type HostName = "azure" | "bitbucket" | "gitea" | "github" | "gitlab";

/** What sources need to know of this installation. */
export interface SourceSettings {
  readonly labels: LabelMode;
  /** How long a key that was seen to retire stays good. */
  readonly keyOverlapMs: number;
  readonly github: {
    /** `https://api.github.com`, without a slash at the end. */
    readonly apiUrl: string;
    readonly token?: Secret | undefined;
    readonly webhookSecrets?: SharedSecrets | undefined;
  };
  readonly gitlab: {
    /** Where GitLab.com publishes the keys of its partner API. */
    readonly keysUrl: string | null;
    readonly webhookTokens: SharedSecrets;
    /** Texts that `readWebhookKey` takes, as those of `standardSecrets`. */
    readonly signingTokens: SharedSecrets;
    readonly revocationTokens: SharedSecrets;
    /** What a self-managed GitLab is told that we revoke. */
    readonly revocableTypes: readonly string[];
  };
  readonly depsdev: { readonly keysUrl: string | null };
  readonly giteaSecrets: SharedSecrets;
  readonly bitbucketSecrets: SharedSecrets;
  /** Each `user:password`. */
  readonly azureCredentials: SharedSecrets;
  readonly standardSecrets: SharedSecrets;
  /** The hosts that this installation has access to, by the source whose events speak of them. */
  readonly hosts?: Readonly<Partial<Record<HostName, HostAccess>>> | undefined;
  /** Whoever else signs what it discloses. */
  readonly disclosers: readonly Discloser[];
  readonly clock: Clock;
  readonly log: Logger;
  /** For sources that pass on what anyone can make them send. */
  readonly limit?: { spend(key: string, cost: number): Promise<void> } | undefined;
  /** Where the keys of one source are kept, and who counts what its key store does. */
  readonly keysOf?: ((source: string) => Pick<KeyStoreOptions, "memory" | "observer">) | undefined;
}

/** What the default export of a source's file is: one source, or several of a kind; none when this installation is not configured for it. */
export type SourcePlugin = (settings: SourceSettings) => Source | readonly Source[] | null;

/**
 * Every source that is configured: whatever file below `known` has a default export. Adding a source is adding its file.
 * @throws AppError `invalid_config` when two sources have one id
 */
export async function loadSources(settings: SourceSettings): Promise<readonly Source[]> {
  const modules = (await modulesBelow("sources/known")) as readonly { readonly default?: SourcePlugin }[];
  const sources = modules.flatMap((module) => module.default?.(settings) ?? []);
  refuseDuplicates(sources);
  return sources;
}

function refuseDuplicates(sources: readonly Source[]): void {
  const ids = sources.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new AppError("invalid_config", `Two sources have the id "${twice}": ids must differ.`);
}
