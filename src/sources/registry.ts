import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Clock } from "../kernel/clock.ts";
import type { Logger } from "../kernel/log.ts";
import type { Secret } from "../kernel/secret.ts";
import type { KeyStoreObserver } from "./key-store.ts";
import type { Source } from "./source.ts";

/** What labels go back to a source that takes them: with the raw token, with its SHA-256, or none. */
export type LabelMode = "raw" | "hash" | "off";

/** What sources need to know of this installation. */
export interface SourceSettings {
  readonly labels: LabelMode;
  /** How long a key that was seen to retire stays good. */
  readonly keyOverlapMs: number;
  readonly github: {
    /** `https://api.github.com`, without a slash at the end. */
    readonly apiUrl: string;
    readonly token?: Secret | undefined;
  };
  readonly clock: Clock;
  readonly log: Logger;
  /** Counts what the key store of one source does. */
  readonly observe?: ((source: string) => KeyStoreObserver) | undefined;
}

/** What the default export of a source's file is; null means that this installation is not configured for it. */
export type SourcePlugin = (settings: SourceSettings) => Source | null;

/** Every source that is configured: whatever file beside this one has a default export. Adding a source is adding its file. */
export async function loadSources(settings: SourceSettings): Promise<readonly Source[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => /(?<!\.d)\.[jt]s$/u.test(name));
  const sources: Source[] = [];
  for (const file of files.toSorted()) {
    const module = (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as { default?: SourcePlugin };
    const source = module.default?.(settings) ?? null;
    if (source !== null) sources.push(source);
  }
  return sources;
}
