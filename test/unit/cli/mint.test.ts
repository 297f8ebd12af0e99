import { expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import type { MintOrder } from "../../../src/tokens/order.ts";
import { runCommand } from "../../helpers/command.ts";

const ADA = { "--owner": "Ada", "--email": "ada@example.com", "--name": "deploy" };
const mintArgs = (more: Readonly<Record<string, string>> = {}): string[] => ["mint", ...Object.entries({ ...ADA, ...more }).flat()];

test.each([
  [{ "--owner": " " }, "--owner: it is empty (allowed: at least 1 character)"],
  [{ "--owner": "\u2066\u200B" }, "--owner: it has no visible character"],
  [{ "--name": "x".repeat(201) }, "--name: it has 201 characters (allowed: at most 200 characters)"],
  [{ "--email": "not an address" }, "--email: it is not an address that mail can be sent to (allowed: one such as ada@example.com)"],
  [{ "--email": "a@b.example\r\nBcc: c@d.example" }, "--email: it is not an address"],
  [{ "--locale": "english!" }, "--locale: it is not a language tag (allowed: one such as en or pt-BR)"],
  [{ "--expires-at": "tomorrow" }, "--expires-at: it is not a time with its zone"],
  [{ "--expires-at": "2026-02-30T00:00:00Z" }, "--expires-at: it is not a time with its zone"],
])("a token that the API would not mint is not minted by hand either, and nothing is started: %j", async (more, complaint) => {
  const { code, stderr, stdout } = await runCommand(mintArgs(more));
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`tokenward: ${complaint}`);
});

test("an order that is right reaches the issuer as the API would give it", async () => {
  const orders: MintOrder[] = [];
  const mint = async (_config: unknown, _log: unknown, order: MintOrder) => {
    orders.push(order);
    return { id: "1", token: new Secret("tokenward-x") };
  };
  const args = [...mintArgs({ "--locale": "pt-BR", "--expires-at": "2027-01-31T01:00:00+01:00" }), "--json"];
  expect(await runCommand(args, { root: { mint } })).toEqual({ code: 0, stdout: '{"id":"1","token":"tokenward-x"}\n', stderr: "" });
  expect(orders).toEqual([
    {
      owner: { name: "Ada", email: "ada@example.com", locale: "pt-BR" },
      name: "deploy",
      caveats: [],
      expires_at: "2027-01-31T01:00:00+01:00",
    },
  ]);
});

test("an admin token has a name that people can read", async () => {
  for (const name of ["", "\u2066", "x".repeat(61)]) {
    const { code, stderr } = await runCommand(["admin-token", "--name", name]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("tokenward: --name: it ")]);
  }
});
