import type { Secret } from "../kernel/secret.ts";
import type { Scanner } from "../scan/scanner.ts";
import type { Locations, Push } from "../sources/events/push.ts";
import type { Fetched, HostAccess } from "../sources/source.ts";
import { Budget, type PushLimits } from "./push/budget.ts";
import type { PushHostOf } from "./push/host.ts";
import { scanLocations, scanPush } from "./push/scan.ts";
import { type HostApi, Rest } from "./rest.ts";
import type { Probe } from "./standing.ts";

export interface AccessNeeds {
  readonly scanner: Scanner;
  readonly limits: PushLimits;
}

/** Where a host's API is, as it is configured, and the token that reads from it. */
export interface Access {
  /** Without a slash at the end; perhaps without the API's own path. */
  readonly url: string;
  readonly token: Secret;
}

/** One product of a host as it is configured, and how its repositories are read. */
export interface Product {
  readonly api: HostApi;
  readonly host: PushHostOf;
  readonly probe: Probe;
  /** Names of the events that speak of it, and what they tell. */
  readonly events: Readonly<Record<string, "push" | "locations">>;
}

/** Follows up the events of one source at its products. */
export function accessOf(products: readonly Product[], { limits, scanner }: AccessNeeds): HostAccess {
  const hosts = new Set(products.map(({ api }) => new URL(api.webUrl).hostname));
  return {
    ownsHost: (name) => hosts.has(name),
    async fetch({ detail, name }): Promise<Fetched> {
      const product = products.find(({ events }) => events[name] !== undefined);
      // Text that we sealed ourselves, of the shape that the source's `read` gave it.
      const { repository } = detail as Push | Locations;
      if (product === undefined) return { reports: [], omissions: [{ reason: "no_access", count: 1, where: repository.path }] };
      const budget = new Budget(limits);
      const host = product.host(new Rest(product.api, budget), repository, product.api.webUrl);
      const needs = { scanner, budget };
      return product.events[name] === "push"
        ? await scanPush(host, detail as Push, needs)
        : await scanLocations(host, detail as Locations, needs);
    },
  };
}
