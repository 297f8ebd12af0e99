import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { exchange } from "../../../src/kernel/http-client.ts";
import { isAddressRange } from "../../../src/kernel/net/address-range.ts";
import { guardedFetch } from "../../../src/kernel/net/guarded-fetch.ts";

let visits = 0;
const server = createServer((_request, response) => {
  visits += 1;
  response.end("inside");
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const { port } = server.address() as AddressInfo;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const guarded = guardedFetch([]);

test.each([
  "127.0.0.1",
  "127.1",
  "0x7f.1",
  "2130706433",
  "0177.0.0.1",
  "0.0.0.0",
  "localhost",
  "[::1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[::ffff:0:7f00:1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b:1::1]",
  "[2002:7f00:1::1]",
  "[2001::1]",
  "[fe80::1]",
  "[fec0::1]",
  "[fd00::1]",
  "[ff02::1]",
  "10.0.0.1",
  "100.64.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
])("%s is not connected to, and the failure says why", async (host) => {
  const before = visits;
  await expect(exchange(`http://${host}:${port}/`, { fetch: guarded, timeoutMs: 2_000 })).rejects.toMatchObject({
    reason: "forbidden_address",
  });
  expect(visits).toBe(before);
});

test.each([["127.0.0.1"], ["127.0.0.0/8"], ["::1", "127.0.0.1/32"]])(
  "an address that is allowed (%s) is connected to, by number and by name",
  async (...allowed) => {
    const fetch = guardedFetch(allowed);
    for (const host of ["127.0.0.1", "localhost"]) {
      expect((await exchange(`http://${host}:${port}/`, { fetch })).body.toString()).toBe("inside");
    }
    await expect(exchange(`http://10.0.0.1:${port}/`, { fetch })).rejects.toMatchObject({ reason: "forbidden_address" });
  },
);

test("what is and is not a range of addresses", () => {
  expect(["10.0.0.0/8", "127.0.0.1", "::1", "fd00::/8", "0.0.0.0/0"].filter(isAddressRange)).toHaveLength(5);
  expect(["", "localhost", "10.0.0.0/33", "::/129", "10.0.0.0/8/8", "10.0.0/8", "1.1.1.1/-1", "1.1.1.1/"].filter(isAddressRange)).toEqual(
    [],
  );
});
