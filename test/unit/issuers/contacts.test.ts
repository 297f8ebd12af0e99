import fc from "fast-check";
import { expect, test } from "vitest";
import { contacts } from "../../../src/issuers/kit/contacts.ts";

test("contacts are read with what they leave out; nobody who left is among them", () => {
  expect(
    contacts.parse([
      { email: "ada@home.example", relation: "address" },
      { email: "grace@example.com", relation: "co_owner", name: "Gr\u202Eace", locale: "de", verified: false, concerns: ["crate x"] },
      { email: "gone@example.com", relation: "admin", former: true },
    ]),
  ).toEqual([
    { email: "ada@home.example", relation: "address", name: "", locale: null, verified: true, concerns: null },
    { email: "grace@example.com", relation: "co_owner", name: "Grace", locale: "de", verified: false, concerns: ["crate x"] },
  ]);
});

test.each([
  ["a header in an address", { email: "a@b.example\r\nBcc: eve@evil.example", relation: "address" }],
  ["two addresses", { email: "a@b.example, c@d.example", relation: "address" }],
  ["an unknown relation", { email: "a@b.example", relation: "boss" }],
  ["no address", { relation: "admin" }],
  ["nothing", null],
])("%s is no contact, and spoils no other", (_what, bad) => {
  expect(contacts.parse([bad, { email: "a@b.example", relation: "admin" }])).toHaveLength(1);
});

test("whatever an issuer says, it is a list of at most 50", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      expect(contacts.parse(value).length).toBeLessThanOrEqual(50);
    }),
  );
  expect(contacts.parse(Array.from({ length: 200 }, () => ({ email: "a@b.example", relation: "admin" })))).toHaveLength(50);
});
