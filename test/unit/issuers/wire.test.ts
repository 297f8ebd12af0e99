import type { ServerResponse } from "node:http";
import { beforeEach, describe, expect, test } from "vitest";
import { Wire } from "../../../src/issuers/kit/wire.ts";
import { FakeIssuer } from "../../helpers/fake-issuer.ts";

const fake = await FakeIssuer.start();
const observer = { onCall: () => undefined, onCircuit: () => undefined };
const wire = (allow: readonly string[] = ["127.0.0.0/8"]) =>
  new Wire({ concurrency: 2, timeout_seconds: 1, rate: undefined, allow_addresses: [...allow] }, observer);
const post = (through = wire()) => through.post(`${fake.url}/x`, { headers: {}, body: "{}" }, ({ status }) => status);
const answering = (work: (response: ServerResponse) => void): void => {
  fake.instead = (_request, response) => work(response);
};

beforeEach(() => {
  fake.seen.length = 0;
});

test.each([
  [200, "answered"],
  [202, "answered"],
  [400, "refused"],
  [401, "misconfigured"],
  [403, "misconfigured"],
  [404, "misconfigured"],
  [408, "fault"],
  [422, "refused"],
  [429, "not_now"],
  [500, "fault"],
  [503, "fault"],
])("an answer %d is %s", async (status, kind) => {
  answering((response) => response.writeHead(status).end());
  const result = await post().catch((error: unknown) => (error as { kind: string }).kind);
  expect(result).toBe(kind === "answered" ? status : kind);
});

test("a redirect is not followed: whoever answers must not choose where tokens go", async () => {
  answering((response) => response.writeHead(307, { location: `${fake.url}/thief` }).end());
  await expect(post()).rejects.toMatchObject({ kind: "misconfigured", message: expect.stringContaining("redirects are not followed") });
  expect(fake.seen.map(({ url }) => url)).toEqual(["/x"]);
});

test("a private address that is not allowed is not connected to", async () => {
  await expect(post(wire([]))).rejects.toMatchObject({ kind: "misconfigured", message: expect.stringContaining("private address") });
  expect(fake.seen).toEqual([]);
});

test("an endless answer is cut", async () => {
  answering((response) => {
    const more = (): void => {
      while (response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  });
  await expect(post()).rejects.toMatchObject({ kind: "fault", message: expect.stringContaining("1048576 bytes") });
});

describe("Retry-After", () => {
  test("a date is a time from now on", async () => {
    const until = Date.now() + 900_000;
    answering((response) => response.writeHead(429, { "retry-after": new Date(until).toUTCString() }).end());
    const { afterSeconds } = (await post().catch((error: unknown) => error)) as { afterSeconds: number };
    expect(afterSeconds).toBeLessThanOrEqual(900);
    // HTTP dates have no milliseconds.
    expect(afterSeconds).toBeGreaterThanOrEqual((until - 1_000 - Date.now()) / 1_000);
  });

  test.each([
    ["120", 120],
    ["0", 1],
    [new Date(0).toUTCString(), 1],
    ["999999999", 3_600],
    ["99999999999999", undefined],
    ["soon", undefined],
    ["-5", 1],
  ])("%s", async (value, expected) => {
    answering((response) => response.writeHead(429, { "retry-after": value }).end());
    const { afterSeconds } = (await post().catch((error: unknown) => error)) as { afterSeconds?: number };
    expect(afterSeconds).toBe(expected);
  });
});
