import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { FakeGithub } from "../../src/simulate/fake-github.ts";
import { createFakeKey } from "../../src/simulate/fake-keys.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { record, startGithub, startTokenward, type Tokenward } from "../helpers/service.ts";

let service: Tokenward;
let github: FakeGithub;
const slow: Socket[] = [];

beforeAll(async () => {
  const { url } = await testDatabase();
  github = await startGithub();
  service = await startTokenward({
    DATABASE_URL: url.reveal("test"),
    DATA_DIR: await temporaryFolder(),
    GITHUB_API_URL: github.apiUrl,
    REVOKE_PER_HOUR: "50",
  });
});

// Whatever was done to it: the process is the same, complains of nothing, and does what it is for.
afterEach(async () => {
  const { id, token } = await service.mint("after", `${randomBytes(4).toString("hex")}@example.com`);
  expect((await github.send(service.hook, [record(token)])).status).toBe(200);
  await service.untilNotified([id]);
  for (const socket of slow.splice(0)) socket.destroy();
  expect(service.process.stderr()).not.toMatch(/"level":"(?:error|fatal)"/u);
});

const send = async (body: Buffer, headers: Record<string, string> = {}): Promise<number> =>
  (await github.send(service.hook, body, { headers, timeoutMs: 60_000 })).status;

describe("the built service, from outside, with another alert taken after each:", () => {
  it("hundreds of clients that send a byte of a header or of a body now and then", async () => {
    const { hostname, port } = new URL(service.url);
    const heads = [
      "POST /hooks/github-partner HTTP/1.1\r\nHost: x\r\nX-A: ",
      "POST /hooks/github-partner HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n[",
    ];
    for (let count = 0; count < 300; count += 1) {
      const socket = connect(Number(port), hostname).on("error", () => undefined);
      socket.write(heads[count % 2]!);
      slow.push(socket);
    }
    const { token } = await service.mint("meanwhile");
    expect((await github.send(service.hook, [record(token)])).status).toBe(200);
  });

  it("headers of 20 kB are refused", async () => {
    expect(await send(Buffer.from("[]"), { "X-Long": "a".repeat(20_000) })).toBe(431);
  });

  it("a compressed bomb is refused unopened", async () => {
    expect(await send(gzipSync(Buffer.alloc(30 * 2 ** 20)), { "Content-Encoding": "gzip" })).toBe(415);
  });

  it.each([
    ["brackets", "[".repeat(2_000_000)],
    ["objects", '{"a":'.repeat(500_000)],
    ["closed brackets", `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`],
  ])("a depth bomb of %s is answered, and not by a failure of ours", async (_, text) => {
    expect([200, 400]).toContain(await send(Buffer.from(text)));
  });

  it("text that is not UTF-8 is refused, although its signature is right", async () => {
    expect(await send(Buffer.from([0x5b, 0x22, 0xc3, 0x28, 0x22, 0x5d]))).toBe(400);
  });

  it("10,001 records in 25 MB are taken, and the genuine one among them is revoked", async () => {
    const { id, token } = await service.mint("needle");
    const filler = "x".repeat(2_400);
    const records = Array.from({ length: 10_000 }, (_, n) =>
      record(`tokenward-${n}`, `https://github.com/octo/leak/blob/main/${n}${filler}`),
    );
    const body = Buffer.from(JSON.stringify([...records, record(token)]));
    expect(body.length).toBeGreaterThan(24_000_000);
    expect(await send(body)).toBe(200);
    await service.untilNotified([id]);
  });

  it("a flood of signatures by keys that nobody knows is refused, and costs hardly a look at the keys", async () => {
    const before = github.keyRequests;
    const body = Buffer.from(JSON.stringify([record("tokenward-x")]));
    const answers = await Promise.all(
      Array.from({ length: 300 }, async () => {
        const key = createFakeKey();
        return (await github.send(service.hook, body, { key: { ...key, id: randomBytes(32).toString("hex") } })).status;
      }),
    );
    expect(answers.filter((status) => status !== 401 && status !== 503)).toEqual([]);
    expect(github.keyRequests - before).toBeLessThan(10);
  });

  it("a flood of what anyone hands in meets its limit, and code hosts do not", async () => {
    const hand = async (): Promise<number> =>
      (await fetch(`${service.url}/revoke`, { method: "POST", body: new URLSearchParams({ token: randomBytes(20).toString("hex") }) }))
        .status;
    const answers = await Promise.all(Array.from({ length: 200 }, hand));
    // While it lasts, a little of the limit comes back.
    expect(answers.filter((status) => status === 200).length).toBeLessThan(70);
    expect(answers.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  });
});
