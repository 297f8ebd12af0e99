import { type LookupAddress, lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, buildConnector, fetch as undiciFetch } from "undici";
import { isIn, listOf, PRIVATE_ADDRESSES } from "./addresses.ts";
import { FORBIDDEN_ADDRESS } from "./forbidden.ts";

/** The host resolves to addresses that we do not connect to. The message names the host and nothing else. */
class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
  readonly code = FORBIDDEN_ADDRESS;
}

/** A fetch that connects to public addresses and to those of `allowed`, whatever a host name resolves to and however an address is spelt. */
export function guardedFetch(allowed: readonly string[]): typeof fetch {
  const forbidden = PRIVATE_ADDRESSES;
  const exempt = listOf(allowed);
  const mayConnect = (address: string): boolean => isIn(exempt, address) || !isIn(forbidden, address);

  // The address that is checked is the address that is connected to: nothing resolves the name a second time.
  const guardedLookup: LookupFunction = (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      const usable = error === null ? addresses.filter(({ address }) => mayConnect(address)) : [];
      const [first] = usable;
      if (error !== null) done(error, "");
      else if (first === undefined) done(new ForbiddenAddress(hostname), "");
      else if (options.all === true) done(null, usable);
      else done(null, first.address, first.family);
    });
  };

  const connector = buildConnector({ lookup: guardedLookup, timeout: 5_000 });
  const agent = new Agent({
    connect: (options, done) => {
      const host = options.hostname.replace(/^\[|\]$/gu, "");
      // A literal address is not looked up.
      if (isIP(host) !== 0 && !mayConnect(host)) done(new ForbiddenAddress(host), null);
      else connector(options, done);
    },
  });
  // Its types are those of another version of the same library.
  return ((input: URL, init: object) => undiciFetch(input, { ...init, dispatcher: agent })) as unknown as typeof fetch;
}
