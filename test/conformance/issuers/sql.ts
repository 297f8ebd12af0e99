import { setTimeout as delay } from "node:timers/promises";
import type { RemoteIssuer, RevokeRequest } from "../../../src/issuers/issuer.ts";
import { type FaultProxy, startFaultProxy } from "../../helpers/fault-proxy.ts";
import { issuerOf } from "../../helpers/issuers.ts";
import { withBadSignature } from "../../helpers/macaroons.ts";
import { PYPI, Warehouse, type WarehouseToken, warehouseEntry } from "../../helpers/warehouse.ts";
import { candidateOf, type FarSide, type Trouble } from "./far-side.ts";

const TIMEOUT_SECONDS = 2;

/** A Warehouse-shaped database, reached through the shipped configuration. */
export async function sqlFarSide(): Promise<FarSide> {
  const warehouse = await Warehouse.start();
  const user = await warehouse.user("ada", "ada@example.com");
  const proxy = await startFaultProxy(warehouse.url);
  const minted = ({ id, text }: WarehouseToken) => ({ id, candidate: candidateOf(PYPI, text) });

  async function reach(url: string, statements: Readonly<Record<string, string>> = {}): Promise<RemoteIssuer> {
    const { options, ...entry } = await warehouseEntry(url);
    const given = options as { statements: object };
    const changed = { ...given, timeout_seconds: TIMEOUT_SECONDS, statements: { ...given.statements, ...statements } };
    return await issuerOf({ ...entry, options: changed });
  }

  const troubles: Readonly<Record<Trouble, () => Promise<RemoteIssuer>>> = {
    down: async () => {
      proxy.refuse = true;
      proxy.cut();
      return await reach(proxy.url);
    },
    silent: async () => {
      proxy.onMessage = () => "hold";
      return await reach(proxy.url);
    },
    refusing: () => reach(warehouse.url, { revoke: "select id from no_such_table where id = any(:ids)" }),
    lying: () => reach(warehouse.url, { revoke: "select unnest(:ids) as id" }),
    forgotten: async () => {
      cutAfterCommit(proxy);
      return await reach(proxy.url);
    },
  };

  return {
    issuer: await reach(warehouse.url),
    format: PYPI,
    answers: { first: "revoked", again: "already" },
    sight: "proves",
    mint: async () => minted(await warehouse.mint(user)),
    stranger: () => {
      const candidate = candidateOf(PYPI, PYPI.example());
      return { id: candidate.lookup.by === "identifier" ? candidate.lookup.identifier : "", candidate };
    },
    forgery: ({ candidate }) => candidateOf(PYPI, withBadSignature(candidate.text.reveal("forge it"))),
    isAlive: ({ id }) => warehouse.isAlive(id!),
    deaths: async ({ id }) => (await warehouse.events(user)).filter(({ additional }) => additional.macaroon_id === id).length,
    revoke: (issuer, requests: readonly RevokeRequest[]) => (issuer as RemoteIssuer).revoke(requests),
    troubled: (trouble) => troubles[trouble](),
    heal: () => {
      proxy.refuse = false;
      proxy.mute = false;
      proxy.onMessage = () => "pass";
    },
  };
}

/** The commit arrives, and its answer does not come back. */
function cutAfterCommit(proxy: FaultProxy): void {
  proxy.onMessage = (text) => {
    if (/commit/iu.test(text)) {
      proxy.mute = true;
      void delay(200).then(() => proxy.cut());
    }
    return "pass";
  };
}
