import { type Context, configure, print } from "../context.ts";
import { EXIT } from "../exit.ts";
import type { MintOrder } from "../root.ts";

/** Mints a token of the built-in issuer; the only time it is shown. */
export async function mint(context: Context, order: MintOrder, json: boolean): Promise<number> {
  const { config, log } = configure(context, "warn");
  const { id, token } = await context.root.mint(config, log, order);
  const text = token.reveal("shown once to whoever asked for it");
  print(context.stdout, json ? JSON.stringify({ id, token: text }) : text);
  return EXIT.ok;
}

/** Mints a bearer token for the admin API; the only time it is shown. */
export async function adminToken(context: Context, name: string, json: boolean): Promise<number> {
  const { config, log } = configure(context, "warn");
  const text = (await context.root.mintAdminToken(config, log, name)).reveal("shown once to whoever asked for it");
  print(context.stdout, json ? JSON.stringify({ name, token: text }) : text);
  return EXIT.ok;
}
