import { loadParts } from "../../config/load.ts";
import { readSecretList } from "../../config/secret-list.ts";
import { AppError } from "../../kernel/errors.ts";
import type { SecretRole } from "../../simulate/vendors/cast.ts";
import { ed25519Key, fakeAsymmetricStandard, publishedHalf } from "../../simulate/vendors/standard.ts";
import type { FakeVendor } from "../../simulate/vendors/vendor.ts";
import type { Context } from "../context.ts";
import { KeptKey } from "./kept-key.ts";
import type { SimulateOptions } from "./options.ts";
import type { Player } from "./players.ts";

/** @throws AppError `invalid_config` that names a secret to take, `invalid_request` when there is no second one to go on to */
export async function secretPlayer(context: Context, source: string, role: SecretRole, options: SimulateOptions): Promise<Player> {
  const { secrets, variable } = secretsFor(context, role);
  if (options.forged === true) return sharing(role.play([role.invent(variable)], variable));
  const shared = secrets.filter((secret) => !secret.startsWith(PUBLISHED));
  if (options.rotate !== undefined && shared.length < 2) {
    throw new AppError("invalid_request", `--rotate goes from one secret to the next: ${variable} has to hold two, separated by a comma`);
  }
  return sharing(shared.length === 0 ? await asymmetric(context, source, secrets) : role.play(shared, variable));
}

/** Public halves of Standard Webhooks: who signs holds the private one. */
const PUBLISHED = "whpk_";

function sharing(vendor: FakeVendor): Player {
  return { vendor, hint: null, keyed: false, stop: async () => await vendor.stop() };
}

/** What the service has in its variable as well. @throws AppError `invalid_config` with one to take */
export function secretsFor({ env }: Context, role: SecretRole): { readonly variable: string; readonly secrets: readonly string[] } {
  for (const variable of role.variables) {
    const secrets = readSecretList(env, variable);
    if (secrets !== null) return { variable, secrets: secrets.reveal("play the far side") };
  }
  const variable = role.variables.at(-1)!;
  const example = `${variable}=${role.invent(variable)}`;
  throw new AppError("invalid_config", `${variable} is not set: give the service and this command the same, such as ${example}`);
}

async function asymmetric({ env }: Context, source: string, published: readonly string[]): Promise<FakeVendor> {
  const key = await new KeptKey(loadParts(env, ["storage"]).storage.dataDir, source).read(ed25519Key, () => {
    const fresh = ed25519Key();
    return { key: fresh, pem: fresh.export({ type: "pkcs8", format: "pem" }).toString() };
  });
  const own = publishedHalf(key);
  if (published.includes(own)) return fakeAsymmetricStandard([key]);
  throw new AppError("invalid_config", `STANDARD_WEBHOOK_SECRET has to hold the public half of the key that is kept for this: ${own}`);
}
