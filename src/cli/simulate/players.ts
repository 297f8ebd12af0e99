import { loadParts } from "../../config/load.ts";
import { AppError } from "../../kernel/errors.ts";
import { CAST, type KeyedRole, type SecretRole } from "../../simulate/vendors/cast.ts";
import type { FakeVendor } from "../../simulate/vendors/vendor.ts";
import type { Context } from "../context.ts";
import { type Keyed, keyedPlayer } from "./keyed-player.ts";
import type { SimulateOptions } from "./options.ts";
import { secretPlayer } from "./secret-player.ts";

/** Somebody who is ready to sign. */
export interface Player {
  readonly vendor: FakeVendor;
  /** What the service needs to know of it, for people; null where both know the same secret already. */
  readonly hint: string | null;
  /** Whether it publishes keys. */
  readonly keyed: boolean;
  stop(): Promise<void>;
}

/** @throws AppError `invalid_request` for whom there is none to play, `invalid_config` when its secret is missing */
export async function castPlayer(context: Context, source: string, options: SimulateOptions): Promise<Player> {
  const cast: Readonly<Record<string, KeyedRole | SecretRole>> = CAST;
  const role = Object.hasOwn(cast, source) ? cast[source]! : null;
  if (role?.proof === "secret") return await secretPlayer(context, source, role, options);
  const keyed: Keyed = role === null ? configured(context, source) : { source, traits: role.traits, curve: "P-256", field: null };
  return await keyedPlayer(context, keyed, options);
}

/** A discloser of the configuration file. */
function configured({ env }: Context, id: string): Keyed {
  const { disclosers } = loadParts(env, ["file"]).file;
  const found = disclosers.find((one) => one.id === id);
  if (found === undefined) {
    const known = [...Object.keys(CAST), ...disclosers.map((one) => one.id)].join(", ");
    throw new AppError("invalid_request", `there is no source "${id}" to play; there are ${known}`);
  }
  return {
    source: id,
    curve: found.curves[0]!,
    field: `keys_url of the discloser "${id}"`,
    traits: {
      path: `/hooks/${id}`,
      keysPath: new URL(found.keys_url).pathname,
      keyIdHeader: found.key_id_header,
      signatureHeader: found.signature_header,
      urlField: found.url_field,
      variable: null,
    },
  };
}
