import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { AppError } from "../kernel/errors.ts";
import type { Format } from "./format.ts";

/** What formats need to know of this installation. */
export interface FormatSettings {
  /** What tokens of the built-in issuer begin with, without the separator. */
  readonly tokenPrefix: string;
  readonly tokenLocation: string;
}

/** What the default export of a format's file is. */
export type FormatPlugin = (settings: FormatSettings) => Format;

/** The built-in issuer's format comes first: where prefixes are shared, its own tokens are the ones it can revoke. */
const FIRST = "tokenward";

/**
 * Every format there is: whatever file beside this one has a default export. Adding a format is adding its file.
 * @throws AppError `invalid_config` when two formats have one id
 */
export async function loadFormats(settings: FormatSettings): Promise<readonly Format[]> {
  const files = readdirSync(import.meta.dirname).filter((name) => /(?<!\.d)\.[jt]s$/u.test(name));
  const formats: Format[] = [];
  for (const file of files.toSorted()) {
    const module = (await import(pathToFileURL(join(import.meta.dirname, file)).href)) as { default?: FormatPlugin };
    if (module.default !== undefined) formats.push(module.default(settings));
  }
  refuseDuplicates(formats);
  return formats.toSorted((a, b) => Number(b.id === FIRST) - Number(a.id === FIRST));
}

function refuseDuplicates(formats: readonly Format[]): void {
  const ids = formats.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new AppError("invalid_config", `Two token formats have the id "${twice}": ids must differ.`);
}
