import { Router } from "express";
import { describe, expect, test } from "vitest";
import { AppError, ERROR_CODES, type ErrorCode, STATUS_OF } from "../../../src/kernel/errors.ts";
import { serve } from "./support.ts";

const CANARY = "canary-90ab";
const FAILURES: Readonly<Record<string, () => unknown>> = {
  error: () => new Error(`a mistake about ${CANARY}`),
  text: () => CANARY,
  overflow: () => new RangeError("Maximum call stack size exceeded"),
  redirect: () => Object.assign(new Error(CANARY), { status: 302 }),
};

const router = Router();
for (const code of Object.keys(ERROR_CODES) as ErrorCode[]) {
  router.get(`/code/${code}`, () => {
    throw new AppError(code, `said of ${code}`, { cause: new Error(CANARY) });
  });
}
for (const [name, thrown] of Object.entries(FAILURES)) {
  router.get(`/thrown/${name}`, () => {
    throw thrown();
  });
}
router.get("/later", () => {
  throw new AppError("unavailable", "said of it", { retryAfter: 42 });
});
router.get("/begun", (_request, response) => {
  response.status(200).write("the beginning");
  throw new Error("too late");
});
const site = await serve(router);

async function get(path: string): Promise<{ status: number; headers: Headers; problem: Record<string, unknown>; text: string }> {
  const response = await fetch(site.url + path);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, problem: JSON.parse(text) as Record<string, unknown> };
}

describe("a problem", () => {
  test.each(Object.keys(ERROR_CODES) as ErrorCode[])("of the code %s has its status, its title and its code", async (code) => {
    const { headers, problem, status, text } = await get(`/code/${code}`);
    expect(headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
    expect(status).toBe(STATUS_OF[code]);
    expect(problem).toMatchObject({ type: "about:blank", title: ERROR_CODES[code], status, code });
    // What went wrong inside is nobody's business outside.
    expect(problem["detail"]).toBe(status === 500 ? undefined : `said of ${code}`);
    expect(text).not.toContain(CANARY);
    expect(headers.has("retry-after")).toBe(status === 503 || status === 429);
    expect(headers.has("www-authenticate")).toBe(code === "unauthorized");
  });

  test("that is over at a known time says when", async () => {
    expect((await get("/later")).headers.get("retry-after")).toBe("42");
  });

  test.each(Object.keys(FAILURES))("that we did not expect (%s) is answered with 500 and nothing but its kind", async (name) => {
    const { problem, status } = await get(`/thrown/${name}`);
    const { internal: title } = ERROR_CODES;
    expect([status, problem]).toEqual([500, { type: "about:blank", title, status: 500, code: "internal" }]);
  });

  test("that we did not expect is logged whole, under the id that the client was told", async () => {
    const { headers } = await get("/thrown/error");
    const line = site.lines.find((one) => one.includes(headers.get("x-request-id")!) && one.includes("a request failed"));
    expect(line).toContain(`a mistake about ${CANARY}`);
    expect(line).toContain("problem.test.ts");
  });

  test("that the client made is not logged as a failure", async () => {
    const before = site.lines.length;
    await get("/code/conflict");
    expect(site.lines.slice(before).filter((line) => line.includes("a request failed"))).toEqual([]);
  });

  test("after the answer was begun breaks the connection off, so that nobody takes half an answer for a whole one", async () => {
    await expect(get("/begun")).rejects.toThrow("terminated");
    expect(site.lines.join("")).toContain("too late");
  });

  test("of an address that cannot be decoded is the client's", async () => {
    const param = Router();
    param.get("/things/:id", () => undefined);
    const { url } = await serve(param);
    const response = await fetch(`${url}/things/%E0%A4%A`);
    expect([response.status, await response.json()]).toMatchObject([400, { code: "invalid_request" }]);
  });
});
