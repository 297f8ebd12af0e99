import type { Config } from "../config/config.ts";
import type { FormatSettings } from "../formats/registry.ts";

/** What the formats are told of this installation. */
export function formatSettings({
  file,
  tokens,
}: Pick<Config, "tokens"> & { readonly file: Pick<Config["file"], "formats"> }): FormatSettings {
  return { tokenPrefix: tokens.prefix, tokenLocation: tokens.location, configured: file.formats };
}
