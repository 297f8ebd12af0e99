import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { BodyBudget, withRawBody } from "../../../src/http/raw-body.ts";
import { AppError } from "../../../src/kernel/errors.ts";
import { until } from "../../helpers/until.ts";
import { close, listen } from "../../unit/sources/support.ts";

const KIB = 1_024;
const LIMIT = 256 * KIB;

let budget: BodyBudget;
/** What came of each request, in order. */
let outcomes: unknown[];
let working: (body: Buffer) => Promise<void> = async () => undefined;

const server = createServer((request, response) => {
  withRawBody(request, LIMIT, budget, async (body) => {
    await working(body);
    return body.toString("latin1");
  }).then(
    (text) => {
      outcomes.push(text);
      response.end(`${text.length}`);
    },
    (error: unknown) => {
      const code = error instanceof AppError ? error.code : error;
      outcomes.push(code);
      response.writeHead(400, { "Content-Length": String(code).length }).end(String(code));
    },
  );
});
const port = Number(new URL(await listen(server)).port);
afterAll(() => close(server));

beforeEach(() => {
  budget = new BodyBudget(512 * KIB);
  outcomes = [];
  working = async () => undefined;
});

function open(headers: string): Socket {
  const socket = connect(port, "127.0.0.1").on("error", () => undefined);
  socket.setNoDelay(true).write(`POST / HTTP/1.1\r\nHost: x\r\n${headers}\r\n\r\n`);
  return socket;
}

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const END = "0\r\n\r\n";

async function answer(socket: Socket): Promise<string> {
  let text = "";
  while (!/\r\n\r\n[^]+$/u.test(text)) text += String((await once(socket, "data"))[0]);
  return text;
}

describe("a raw body", () => {
  test("is the bytes as they came, however they were cut", async () => {
    const text = Array.from({ length: 150 * KIB }, (_, index) => String.fromCharCode(33 + ((index * 7) % 90))).join("");
    const socket = open("Transfer-Encoding: chunked");
    for (let at = 0, size = 1; at < text.length; at += size, size = (size * 3) % 70_001) socket.write(chunk(text.slice(at, at + size)));
    socket.write(END);
    await answer(socket);
    expect(outcomes[0] === text).toBe(true);
    socket.destroy();
  });

  test("counts against the budget until the work with it is done", async () => {
    let finish = (): void => undefined;
    working = () => new Promise((resolve) => (finish = resolve));
    const socket = open(`Content-Length: ${100 * KIB}`);
    socket.write("x".repeat(100 * KIB));
    await until("the body is being worked on", () => budget.used >= 100 * KIB);
    // A block more than its bytes at most.
    expect(budget.used).toBeLessThanOrEqual(164 * KIB);
    finish();
    await answer(socket);
    expect(budget.used).toBe(0);
    socket.destroy();
  });

  test("that declares much and sends little takes little", async () => {
    const socket = open(`Content-Length: ${LIMIT}`);
    socket.write("x");
    await until("its first byte is there", () => budget.used);
    expect(budget.used).toBe(1);
    socket.destroy();
    await until("its byte was given back", () => budget.used === 0);
  });

  test("in 5,000 chunks of one byte is put together whole", async () => {
    const socket = open("Transfer-Encoding: chunked");
    for (let sent = 0; sent < 5_000; sent += 1) {
      socket.write(chunk("x"));
      if (sent % 10 === 0) await new Promise(setImmediate);
    }
    socket.write(END);
    expect(await answer(socket)).toMatch(/5000$/u);
    socket.destroy();
  });

  test("that breaks off is the client's failure and leaves nothing taken", async () => {
    const socket = open("Content-Length: 1000");
    socket.write("x".repeat(500));
    await until("half of it is there", () => budget.used);
    socket.destroy();
    await until("it was noticed", () => outcomes.length);
    expect([outcomes, budget.used]).toEqual([["invalid_request"], 0]);
  });

  test("leaves nothing taken when the work with it fails", async () => {
    working = () => Promise.reject(new AppError("conflict", "no"));
    const socket = open("Content-Length: 5");
    socket.write("12345");
    await answer(socket);
    expect([outcomes, budget.used]).toEqual([["conflict"], 0]);
    socket.destroy();
  });

  // Such a client sees no answer while what it sends piles up unread.
  test.each([
    ["too large by what it declares", `Content-Length: ${64 * LIMIT}`, "x".repeat(LIMIT), "", "body_too_large"],
    ["too large by what it sends", "Transfer-Encoding: chunked", chunk("x".repeat(LIMIT)), END, "body_too_large"],
    ["compressed", `Content-Encoding: gzip\r\nContent-Length: ${64 * LIMIT}`, "x".repeat(LIMIT), "", "unsupported_encoding"],
  ])(
    "that is %s is refused so that a client which reads only after it has sent everything learns why",
    async (_, headers, piece, end, code) => {
      const socket = open(headers).pause();
      for (let sent = 0; sent < 64; sent += 1) {
        if (!socket.write(piece)) await once(socket, "drain");
      }
      socket.write(end);
      expect(await answer(socket.resume())).toMatch(new RegExp(`${code}$`, "u"));
      // The connection is as good as before.
      socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nok");
      expect(await answer(socket)).toMatch(/2$/u);
      expect(budget.used).toBe(0);
      socket.destroy();
    },
  );

  test("that finds no room left is refused at once, and its neighbour is not", async () => {
    budget = new BodyBudget(128 * KIB);
    const first = open(`Content-Length: ${100 * KIB}`);
    first.write("x".repeat(60 * KIB));
    await until("the first one is there", () => budget.used >= 60 * KIB);
    const second = open(`Content-Length: ${100 * KIB}`);
    second.write("x".repeat(100 * KIB));
    expect(await answer(second)).toMatch(/overloaded$/u);
    first.write("x".repeat(40 * KIB));
    expect(await answer(first)).toMatch(/102400$/u);
    expect(budget.used).toBe(0);
    for (const socket of [first, second]) socket.destroy();
  });
});
