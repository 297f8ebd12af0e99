import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, isIPv6, type LookupFunction } from "node:net";
import { Agent, buildConnector, fetch as undiciFetch } from "undici";
import { FORBIDDEN_ADDRESS } from "./forbidden.ts";

/** Addresses that are nobody's on the public internet, and ranges that lead to such addresses by another way. */
const PRIVATE: readonly string[] = [
  "0.0.0.0/8", // this network
  "10.0.0.0/8",
  "100.64.0.0/10", // carrier-grade NAT
  "127.0.0.0/8",
  "169.254.0.0/16", // link-local, the cloud's metadata service among it
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96", // unspecified, loopback, IPv4-compatible
  "::ffff:0:0:0/96", // IPv4-translated
  "64:ff9b::/96", // NAT64
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/32", // Teredo
  "2002::/16", // 6to4
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

/** The host resolves to addresses that we do not connect to. The message names the host and nothing else. */
class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
  readonly code = FORBIDDEN_ADDRESS;
}

/** A fetch that connects to public addresses and to those of `allowed`, whatever a host name resolves to and however an address is spelt. */
export function guardedFetch(allowed: readonly string[]): typeof fetch {
  const forbidden = listOf(PRIVATE);
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

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}

// A BlockList takes `::ffff:10.0.0.1` for 10.0.0.1 by itself.
function isIn(list: BlockList, address: string): boolean {
  return list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
}
