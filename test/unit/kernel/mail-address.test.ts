import { expect, test } from "vitest";
import { isMailAddress } from "../../../src/kernel/patterns/mail-address.ts";

const long = "a".repeat(65);

test.each([
  "ada@example.com",
  "a.b+tag@mail.example.co.uk",
  "o'brien@example.com",
  "somebody@localhost",
  "x@xn--bcher-kva.example",
  `${"a".repeat(64)}@example.com`,
])("%j is one address", (address) => {
  expect(isMailAddress(address)).toBe(true);
});

test.each([
  "",
  "ada",
  "@example.com",
  "ada@",
  "ada@@example.com",
  "ada@example.com@evil.example",
  "ada@example.com,eve@evil.example",
  "ada@example.com;eve@evil.example",
  "ada@example.com eve@evil.example",
  "ada@example.com\r\nRCPT TO:<eve@evil.example>",
  "ada@example.com\n",
  "ada@exa\0mple.com",
  "ada(comment)@example.com",
  "ada@example.com(comment)",
  '"ada,eve"@example.com',
  "Ada <ada@example.com>",
  "<ada@example.com>",
  "ada%evil.example@example.com",
  "evil.example!ada@example.com",
  "-oQ/tmp@example.com",
  ".ada@example.com",
  "ada.@example.com",
  "a..b@example.com",
  "ada@example..com",
  "ada@.example.com",
  "ada@-example.com",
  "ada@[127.0.0.1]",
  "ada@bücher.example",
  "adа@example.com",
  "ada@example.com\u202E",
  `${long}@example.com`,
  `ada@${"a".repeat(64)}.com`,
  `ada@${"a.".repeat(130)}com`,
])("%j is refused", (address) => {
  expect(isMailAddress(address)).toBe(false);
});
