import { loadParts } from "../../config/load.ts";
import { AppError } from "../../kernel/errors.ts";
import type { FakeDiscloser } from "../../simulate/fake-discloser.ts";
import { createFakeKey, type FakeKey, fakeKeyFrom } from "../../simulate/fake-keys.ts";
import { type DiscloserTraits, type FakeDiscloserVendor, fakeDiscloser } from "../../simulate/vendors/disclosers.ts";
import type { FakeVendor } from "../../simulate/vendors/vendor.ts";
import type { Context } from "../context.ts";
import { KeptKey } from "./kept-key.ts";
import type { SimulateOptions } from "./options.ts";
import type { Player } from "./players.ts";

// As Node names them.
const CURVES = { "P-256": "prime256v1", "P-384": "secp384r1", "P-521": "secp521r1" } as const;

/** Whom to play of those who publish keys. */
export interface Keyed {
  readonly source: string;
  readonly traits: DiscloserTraits;
  readonly curve: keyof typeof CURVES;
  /** What of the configuration file says where the keys are; null where a variable does. */
  readonly field: string | null;
}

/** @throws AppError `unavailable` when the port of the keys is taken, `invalid_config` when the kept key is broken */
export async function keyedPlayer(context: Context, { curve, field, source, traits }: Keyed, options: SimulateOptions): Promise<Player> {
  const kept = new KeptKey(loadParts(context.env, ["storage"]).storage.dataDir, source);
  const create = (): FakeKey => createFakeKey(CURVES[curve]);
  const first = await kept.read(fakeKeyFrom, () => withPem(create()));
  const vendor = await listen(traits, options.keysPort, first);
  const { discloser } = vendor;
  if (options.keyFault !== undefined) discloser.break(options.keyFault);
  const needs = field === null ? Object.entries(vendor.env).map(([name, value]) => `${name}=${value}`) : [`${field}: ${discloser.keysUrl}`];
  return {
    keyed: true,
    hint: `Keys at ${discloser.keysUrl}: the service needs ${needs.join(" ")}`,
    vendor:
      options.forged === true
        ? forger(vendor, { ...create(), id: first.id })
        : { ...vendor, rotate: () => void discloser.rotate(create()) },
    stop: async () => {
      await vendor.stop();
      if (discloser.currentKey !== first) await kept.keep(withPem(discloser.currentKey).pem);
    },
  };
}

/** Signs by another key under the name of the published one. */
function forger(vendor: FakeVendor & { readonly discloser: FakeDiscloser }, key: FakeKey): FakeVendor {
  const forge: FakeVendor["wrap"] = (body) => {
    const genuine = vendor.wrap(body);
    return { ...genuine, headers: { ...genuine.headers, ...vendor.discloser.sign(body, key) } };
  };
  return { ...vendor, wrap: forge, deliver: (leaks) => forge(vendor.deliver(leaks).body), rotate: () => undefined };
}

function withPem(key: FakeKey): { readonly key: FakeKey; readonly pem: string } {
  return { key, pem: key.privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

async function listen(traits: DiscloserTraits, keysPort: number, key: FakeKey): Promise<FakeDiscloserVendor> {
  try {
    return await fakeDiscloser(traits, { keysPort, key });
  } catch (cause) {
    throw new AppError("unavailable", `127.0.0.1:${keysPort} cannot be listened on: give --keys-port another port, or 0 for a free one`, {
      cause,
    });
  }
}
