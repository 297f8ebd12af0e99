import { once } from "node:events";
import { Agent, get, type IncomingMessage, type RequestListener } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { HttpServer } from "../../../src/http/server.ts";
import { atEnd } from "../../helpers/at-end.ts";
import { until } from "../../helpers/until.ts";

const IMPATIENT = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50, keepAliveTimeout: 60_000 };

async function listening(listener: RequestListener, patience?: object): Promise<{ server: HttpServer; url: string; port: number }> {
  const server = new HttpServer(listener, patience);
  const url = await server.listen("127.0.0.1", 0);
  atEnd(() => server.close(0));
  return { server, url, port: Number(new URL(url).port) };
}

/** A request whose answer is held back until the test lets it go. */
function held() {
  const arrived: (() => void)[] = [];
  const listener: RequestListener = (_request, response) => void arrived.push(() => response.end("whole"));
  const letGo = async (): Promise<void> => (await until("the request is there", () => arrived[0]))();
  return { listener, arrived, letGo };
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}

describe("the server", () => {
  test("says where it listens, also when the system picked the port", async () => {
    const { url } = await listening((_request, response) => response.end("here"));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/u);
    expect(await (await fetch(url)).text()).toBe("here");
  });

  test("says when its port is taken, and what to do", async () => {
    const { port } = await listening(() => undefined);
    await expect(new HttpServer(() => undefined).listen("127.0.0.1", port)).rejects.toMatchObject({
      code: "unavailable",
      message: `127.0.0.1:${port} is taken: set PORT to another port, or to 0 for a free one`,
      cause: { code: "EADDRINUSE" },
    });
  });

  test("says when it cannot listen at all, and what to do", async () => {
    await expect(new HttpServer(() => undefined).listen("no-such-host.invalid", 80)).rejects.toMatchObject({
      code: "invalid_config",
      message: "no-such-host.invalid:80 cannot be listened on: set HOST to an address of this machine",
    });
  });

  test.each([
    ["its headers", "POST / HTTP/1.1\r\nHost: x\r\nContent-Le"],
    ["its body", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345"],
  ])("cuts off a client that never finishes %s", async (_, text) => {
    const { port } = await listening((request) => request.on("error", () => undefined).resume(), IMPATIENT);
    const socket = connect(port, "127.0.0.1");
    socket.write(text);
    const [first] = (await once(socket, "data")) as [Buffer];
    expect(first.toString()).toContain("HTTP/1.1 408 Request Timeout");
    await once(socket, "close");
  });
});

describe("a server that is told to stop", () => {
  test("lets requests under way finish, does not wait for connections that are kept alive, and takes no others", async () => {
    const { arrived, letGo, listener } = held();
    const { server, url } = await listening(listener);
    const agent = new Agent({ keepAlive: true });
    const answer = once(get(url, { agent }), "response") as Promise<[IncomingMessage]>;
    await until("the request is there", () => arrived.length);

    const began = performance.now();
    const closed = server.close(20_000);
    await letGo();
    const [response] = await answer;
    expect([response.headers.connection, await bodyOf(response)]).toEqual(["close", "whole"]);
    await closed;
    // Without a word to the client, the connection would be kept alive for 10 s.
    expect(performance.now() - began).toBeLessThan(5_000);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
    agent.destroy();
  });

  test("cuts off what is not done in time", async () => {
    const { arrived, listener } = held();
    const { server, url } = await listening(listener);
    const hanging = fetch(url);
    hanging.catch(() => undefined);
    await until("the request is there", () => arrived.length);
    await server.close(50);
    await expect(hanging).rejects.toThrow("fetch failed");
  });

  test("may be told twice", async () => {
    const { server } = await listening(() => undefined);
    await Promise.all([server.close(1_000), server.close(1_000)]);
    await server.close(1_000);
  });
});
