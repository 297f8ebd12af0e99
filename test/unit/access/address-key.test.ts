import { expect, test } from "vitest";
import { addressKey } from "../../../src/access/rate-limit.ts";

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2"],
  ["2001:0DB8:0001:0002::1", "2001:db8:1:2"],
  ["2001:db8::1", "2001:db8:0:0"],
  ["fe80::1%eth0", "fe80:0:0:0"],
  ["::1", "0:0:0:0"],
  ["::", "0:0:0:0"],
  ["203.0.113.7:50123", "203.0.113.7"],
  ["[2001:db8:1:2::1]:50123", "2001:db8:1:2"],
  ["[2001:db8:1:2::1]", "2001:db8:1:2"],
  ["", ""],
  ["unknown", ""],
  ["a:b:c:d:1", ""],
])("%s counts as %s", (address, key) => {
  expect(addressKey(address)).toBe(key);
});

test("two addresses of one IPv6 network of 64 bits are one, and of two networks two", () => {
  expect(addressKey("2001:db8:1:2::1")).toBe(addressKey("2001:db8:1:2:ffff::"));
  expect(addressKey("2001:db8:1:2::1")).not.toBe(addressKey("2001:db8:1:3::1"));
});
