import { loadConfig } from "../../config/load.ts";
import type { Context } from "../context.ts";
import { rootKeyFromHex, runInspect } from "./inspect.ts";

export interface InspectTokensOptions {
  readonly json?: boolean;
  readonly rootKey?: string;
  readonly rootKeyHex?: string;
}

/** Reads tokens from standard input and shows what they are made of; needs no database. */
export async function inspectTokens(context: Context, { json = false, rootKey, rootKeyHex }: InspectTokensOptions): Promise<number> {
  const key = rootKeyHex !== undefined ? rootKeyFromHex(rootKeyHex) : rootKey === undefined ? undefined : Buffer.from(rootKey);
  const formats = await context.root.formats(loadConfig(context.env).config);
  return await runInspect({ input: context.stdin, output: context.stdout, json, formats, ...(key === undefined ? {} : { rootKey: key }) });
}
