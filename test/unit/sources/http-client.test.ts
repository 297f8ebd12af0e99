import { createServer, type RequestListener, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import { exchange, HttpFailure, type OutgoingRequest } from "../../../src/kernel/http-client.ts";
import { close, listen } from "./support.ts";

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return await listen(server);
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map(close));
});

async function failureOf(url: string, request?: OutgoingRequest): Promise<HttpFailure> {
  try {
    await exchange(url, request);
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    throw error;
  }
  throw new Error("an answer came");
}

test("any status is an answer, with its headers and its body", async () => {
  const url = await serve((_request, response) => response.writeHead(418, { "x-kind": "teapot" }).end("short and stout"));
  const answer = await exchange(url);
  expect([answer.status, answer.headers.get("x-kind"), answer.body.toString()]).toEqual([418, "teapot", "short and stout"]);
});

test("method, headers, body and who we are reach the other side", async () => {
  const url = await serve((request, response) => {
    request.on("data", (chunk: Buffer) => {
      response.end(`${request.method} ${request.headers["user-agent"]} ${String(request.headers["x-a"])} ${chunk.toString()}`);
    });
  });
  const answer = await exchange(url, { method: "POST", headers: { "x-a": "b" }, body: "hello" });
  expect(answer.body.toString()).toBe("POST tokenward b hello");
});

test("a host that never answers is given up", async () => {
  const url = await serve(() => undefined);
  expect(await failureOf(url, { timeoutMs: 50 })).toMatchObject({ reason: "timeout" });
});

test("the time-out covers the body: a byte now and then does not keep us waiting", async () => {
  const url = await serve((_request, response) => {
    const drip = setInterval(() => response.write("x"), 10);
    response.on("close", () => clearInterval(drip));
  });
  expect(await failureOf(url, { timeoutMs: 100 })).toMatchObject({ reason: "timeout" });
});

test("no redirect is followed", async () => {
  let visits = 0;
  const url = await serve((_request, response) => {
    visits += 1;
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect(await failureOf(url)).toMatchObject({ reason: "redirect" });
  expect(visits).toBe(1);
});

test("a body is read up to the limit and not a byte further", async () => {
  const url = await serve((_request, response) => response.end("x".repeat(1_000)));
  expect((await exchange(url, { maxBytes: 1_000 })).body.length).toBe(1_000);
  expect(await failureOf(url, { maxBytes: 999 })).toMatchObject({ reason: "too_large" });
});

test("what is compressed counts by what it becomes", async () => {
  const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
  const url = await serve((_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
  expect(await failureOf(url)).toMatchObject({ reason: "too_large" });
});

test("a connection that breaks in the body is a failure and not a short answer", async () => {
  const url = await serve((_request, response) => {
    response.writeHead(200, { "content-length": "100" }).write("half");
    setImmediate(() => response.destroy());
  });
  expect(await failureOf(url)).toMatchObject({ reason: "unreachable" });
});

test("a host where nobody listens is a failure that says so", async () => {
  const url = await serve(() => undefined);
  await Promise.all(servers.splice(0).map(close));
  const failure = await failureOf(url);
  expect(failure.reason).toBe("unreachable");
  expect(failure.message).toContain("ECONNREFUSED");
});

test.each([
  ["an address that is no URL", "http//user:hunter2@", {}],
  ["credentials in the address", "http://user:hunter2@127.0.0.1:1/?key=hunter2", {}],
  ["a header that cannot be sent", "http://127.0.0.1:9/", { authorization: "Bearer hunter2\nx" }],
])("%s fails without being quoted", async (_name, url, headers) => {
  const failure = await failureOf(url, { headers });
  expect(failure.reason).toBe("invalid_request");
  expect(`${failure.message}${failure.stack}${String(failure.cause)}`).not.toContain("hunter2");
});
