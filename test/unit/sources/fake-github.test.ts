import { createHash, verify } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeGithub } from "../../../src/simulate/fake-github.ts";
import { close, listen } from "./support.ts";

interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

let github: FakeGithub;
let receiver: Server;
let url: string;
let received: Received[];

beforeEach(async () => {
  github = await FakeGithub.start();
  received = [];
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, rawHeaders: request.rawHeaders, body: Buffer.concat(chunks) });
      response.writeHead(200, { "content-type": "application/json" }).end("[]");
    });
  });
  url = `${await listen(receiver)}/hooks/github-partner`;
});

afterEach(async () => {
  await github.stop();
  await close(receiver);
});

async function keyDocument(etag?: string): Promise<Response> {
  return await fetch(`${github.apiUrl}/meta/public_keys/secret_scanning`, { headers: etag === undefined ? {} : { "if-none-match": etag } });
}

test("an alert is signed by a key of the published list, over exactly the bytes that are sent", async () => {
  const answer = await github.send(url, [{ token: "t", type: "x", url: "", source: "commit" }]);
  expect(answer).toMatchObject({ status: 200, body: "[]" });
  expect(answer.ms).toBeGreaterThan(0);

  const { headers, body } = received[0]!;
  expect(body.toString()).toBe('[{"token":"t","type":"x","url":"","source":"commit"}]');
  const { public_keys: keys } = (await (await keyDocument()).json()) as { public_keys: { key_identifier: string; key: string }[] };
  const key = keys.find(({ key_identifier: id }) => id === headers["github-public-key-identifier"])!;
  const signature = Buffer.from(String(headers["github-public-key-signature"]), "base64");
  expect(verify("sha256", body, key.key, signature)).toBe(true);
  expect(key.key_identifier).toBe(createHash("sha256").update(key.key).digest("hex"));
});

test("rotating lists a new current key first and keeps the old one as not current", async () => {
  const old = github.currentKey;
  const fresh = github.rotate();
  expect(await (await keyDocument()).json()).toMatchObject({
    public_keys: [
      { key_identifier: fresh.id, is_current: true },
      { key_identifier: old.id, is_current: false },
    ],
  });
});

test("the list has an ETag that answers 304 until it changes", async () => {
  const etag = (await keyDocument()).headers.get("etag")!;
  expect((await keyDocument(etag)).status).toBe(304);
  github.rotate();
  expect((await keyDocument(etag)).status).toBe(200);
  expect(github.keyRequests).toBe(3);
});

test("bytes, headers and the key can be chosen", async () => {
  const old = github.currentKey;
  github.rotate();
  await github.send(url, Buffer.from("not json"), { key: old, headers: { "Github-Public-Key-Signature": ["one", "two"] } });
  const { headers, rawHeaders, body } = received[0]!;
  expect(body.toString()).toBe("not json");
  expect(headers["github-public-key-identifier"]).toBe(old.id);
  expect(rawHeaders.filter((name) => name === "Github-Public-Key-Signature")).toHaveLength(2);
});

test("a fault holds until it is repaired", async () => {
  github.break("down");
  await expect(keyDocument()).rejects.toThrow("fetch failed");
  github.break("rateLimited");
  expect((await keyDocument()).status).toBe(429);
  github.repair();
  expect((await keyDocument()).status).toBe(200);
});
