import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { mount, type Route, route } from "../../../src/http/api/route.ts";
import { AppError } from "../../../src/kernel/errors.ts";
import { type Site, serve } from "./support.ts";

const seen: unknown[] = [];
const schema = z.unknown();
const routes: readonly Route[] = [
  route({
    method: "get",
    path: "/things/{id}",
    id: "getThing",
    summary: "A thing",
    params: z.object({ id: z.string().regex(/^\d+$/u) }),
    query: z.object({ deep: z.stringbool().default(false) }),
    answers: { 200: { description: "It", schema } },
    handle: async ({ actor, params, query }) => ({ status: 200, body: { actor, id: params.id, deep: query.deep } }),
  }),
  route({
    method: "post",
    path: "/things/{id}",
    id: "changeThing",
    summary: "Change a thing",
    body: { as: "json", schema: z.object({ name: z.string() }) },
    answers: { 201: { description: "It", schema } },
    handle: async ({ body }) => {
      seen.push(body);
      return { status: 201, body };
    },
  }),
];
const admins = {
  authenticate: async (bearer: string) => {
    if (bearer === "away") throw new AppError("unavailable", "the database cannot be reached");
    return bearer === "good" ? ("admin:test" as const) : null;
  },
};

let site: Site;
beforeAll(async () => {
  site = await serve(mount(routes, admins));
});

async function call(method: string, path: string, body: string | Buffer<ArrayBuffer> | null = null, bearer = "good") {
  const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
  const response = await fetch(site.url + path, { method, headers, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text === "" ? null : JSON.parse(text)) as Record<string, unknown> };
}

describe("routes as they are declared", () => {
  test("share an address by their methods, and any other method is told of all of them", async () => {
    expect(await call("GET", "/things/7?deep=yes")).toMatchObject({ status: 200, body: { actor: "admin:test", id: "7", deep: true } });
    expect(await call("POST", "/things/7", '{"name":"a","more":1}')).toMatchObject({ status: 201, body: { name: "a" } });
    const other = await call("DELETE", "/things/7");
    expect([other.status, other.headers.get("allow")]).toEqual([405, "GET, HEAD, POST"]);
  });

  test("hand over what their schemas read, and nothing else", async () => {
    await call("POST", "/things/7", '{"name":"b","__proto__":{"polluted":1},"constructor":1}');
    expect(seen.at(-1)).toEqual({ name: "b" });
    expect(Object.getPrototypeOf(seen.at(-1))).toBe(Object.prototype);
  });

  test("are not there when the address does not fit", async () => {
    expect(await call("GET", "/things/x")).toMatchObject({ status: 404, body: { code: "not_found" } });
  });

  test("look at nothing before they know who asks", async () => {
    const before = seen.length;
    expect((await call("POST", "/things/7", "{broken", "bad")).status).toBe(401);
    expect((await call("GET", "/things/x", null, "bad")).status).toBe(401);
    expect(seen).toHaveLength(before);
  });

  test("answer 503, and not 401, when it cannot be found out who asks", async () => {
    expect((await call("GET", "/things/7", null, "away")).status).toBe(503);
  });

  test("take no text that is not UTF-8: what it was would be a guess", async () => {
    const body = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    expect(await call("POST", "/things/7", body)).toMatchObject({ status: 400, body: { code: "malformed_body" } });
  });

  test("name at most ten faults of a body", async () => {
    const fields = z.object(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, z.string()])));
    const wide: Route = { ...routes[1]!, path: "/wide", body: { as: "json", schema: fields } };
    const { url } = await serve(mount([wide], admins));
    const response = await fetch(`${url}/wide`, {
      method: "POST",
      headers: { authorization: "Bearer good", "content-type": "application/json" },
      body: "{}",
    });
    const { detail } = (await response.json()) as { detail: string };
    expect(detail.split("; ")).toHaveLength(10);
  });
});
