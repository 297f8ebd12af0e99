import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { composeSources } from "../../src/compose/intakes/sources.ts";
import { loadConfig } from "../../src/config/load.ts";
import { AppError } from "../../src/kernel/errors.ts";
import { createLogger } from "../../src/kernel/log.ts";
import { createFakeKey } from "../../src/simulate/fake-keys.ts";
import { DISCLOSERS, fakeDiscloser } from "../../src/simulate/vendors/disclosers.ts";
import type { FakeVendor } from "../../src/simulate/vendors/vendor.ts";
import type { Authentication, RawRequest, Source } from "../../src/sources/source.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { envOf, LEAKS, received, WAYS } from "../helpers/vendors.ts";
import { ManualClock } from "../unit/sources/support.ts";

const vendors = new Map<string, FakeVendor>();

// At load time: the tables of tests below are made of them.
for (const [name, way] of Object.entries(WAYS)) vendors.set(name, await way.start());

afterAll(async () => {
  for (const vendor of vendors.values()) await vendor.stop();
});

const EVENTS = {
  push: { name: "push", detail: { ranges: [{ ref: "refs/heads/main" }] } },
  refs_changed: { name: "refs_changed", detail: { ranges: [{ ref: "refs/heads/main" }] } },
  locations: { name: "locations", detail: { places: [{ path: ".env", line: 3 }] } },
  alert: { name: "alert", detail: { repository: { path: "octo/engine" } } },
};

/** The sources as an installation has them that knows exactly these vendors. What one test fetched does not decide another. */
async function sourcesFor(env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Source>> {
  const { config } = loadConfig(env);
  const clock = new ManualClock(Date.now());
  return await composeSources(config, clock, createMetrics(), createLogger("silent"));
}

test("every file of the folder is a source that is tested here", async () => {
  const env = envOf(vendors.values());
  const files = readdirSync(new URL("../../src/sources/known", import.meta.url), { recursive: true, encoding: "utf8" });
  const names = files.filter((file) => file.endsWith(".ts")).map((file) => file.replace(/\.ts$/u, ""));
  const ids = [...(await sourcesFor(env)).keys()];
  // `disclosers` is whoever the configuration file names.
  expect([...ids, "disclosers"].toSorted()).toEqual(names.toSorted());
  expect(new Set(Object.values(WAYS).map(({ source }) => source))).toEqual(new Set(ids));
});

describe.each(Object.keys(WAYS))("%s", (name) => {
  const way = WAYS[name]!;
  const vendor = vendors.get(name)!;
  let request: RawRequest;

  beforeAll(() => {
    request = received(vendor.deliver(LEAKS));
  });

  async function sourceOf(env = vendor.env): Promise<Source> {
    return (await sourcesFor(env)).get(way.source)!;
  }

  async function authenticate(given: RawRequest, source?: Source): Promise<Authentication> {
    return await (source ?? (await sourceOf())).authenticate(given);
  }

  const withHeader = (header: string, values: readonly string[]): RawRequest => ({
    ...request,
    headers: { ...request.headers, [header]: values },
  });

  test("accepts a genuine delivery and reads it", async () => {
    const source = await sourceOf();
    expect(await authenticate(request, source)).toEqual({ ok: true });
    if (source.kind === "events") {
      expect(source.read(request)).toMatchObject({ event: EVENTS[way.event] });
      expect(source.accepted.status).toBeLessThan(300);
    } else {
      const reports = source.parse(request.body);
      expect(reports.map((report) => report?.token.reveal("compare"))).toEqual(["token-1", "token-2"]);
      expect(reports.map((report) => report?.url)).toEqual(LEAKS.map(({ url }) => url));
      expect(source.answer(reports, ["true_positive", "false_positive"]).status).toBeLessThan(300);
      expect(source.answer(reports, null).status).toBeLessThan(300);
    }
  });

  if (way.signsBody)
    test("refuses a body with any one byte changed, one more or one less", async () => {
      const source = await sourceOf();
      const { body, headers } = request;
      const changed = Array.from(body.keys(), (index) => Buffer.from(body.with(index, body[index]! ^ 1)));
      for (const other of [...changed, body.subarray(1), body.subarray(0, -1), Buffer.concat([body, Buffer.from("\n")]), Buffer.alloc(0)]) {
        await expect(authenticate({ body: other, headers }, source)).resolves.toMatchObject({ ok: false });
      }
    });

  test("refuses a request whose proof is missing, empty, doubled, joined, padded, foreign or endless", async () => {
    const source = await sourceOf();
    const none = Object.fromEntries(Object.entries(request.headers).filter(([header]) => !way.proof.includes(header)));
    expect(await authenticate({ ...request, headers: none }, source)).toEqual({ ok: false, reason: "missing_header" });
    for (const header of way.proof) {
      const [value] = request.headers[header]!;
      const spoilt = [[""], [value!, value!], [`${value}, ${value}`], [` ${value}`], [`${value} x`], ["\u00e9"], ["x".repeat(20_000)]];
      for (const values of way.all ? [[], ...spoilt] : spoilt) {
        const { ok } = await authenticate(withHeader(header, values), source);
        expect([header, values.join().slice(0, 80), ok]).toEqual([header, values.join().slice(0, 80), false]);
      }
    }
  });

  test("refuses what every other source's far side sends", async () => {
    const source = await sourceOf();
    for (const [other, stranger] of vendors) {
      if (WAYS[other]!.source === way.source) continue;
      const foreign = received(stranger.deliver(LEAKS));
      expect([other, (await authenticate(foreign, source)).ok]).toEqual([other, false]);
      // And with its proof under our names.
      const theirs = WAYS[other]!.proof.map((header) => foreign.headers[header] ?? []);
      const renamed = Object.fromEntries(way.proof.map((header, index) => [header, theirs[index] ?? theirs[0]!]));
      expect([other, (await authenticate({ ...foreign, headers: { ...foreign.headers, ...renamed } }, source)).ok]).toEqual([other, false]);
    }
  });

  test("refuses the right proof by a key or secret that it does not know", async () => {
    const stranger = await way.start();
    expect(await authenticate(received(stranger.deliver(LEAKS)))).toMatchObject({ ok: false });
    await stranger.stop();
  });

  test("takes the next key or secret, without a gap, and one that is gone no longer", async () => {
    const rotating = await way.start();
    const source = await sourceOf(rotating.env);
    const before = received(rotating.deliver(LEAKS));
    expect(await authenticate(before, source)).toEqual({ ok: true });
    rotating.rotate();
    expect(await authenticate(received(rotating.deliver(LEAKS)), source)).toEqual({ ok: true });
    expect(await authenticate(before, source)).toEqual({ ok: true });
    await rotating.stop();
  });

  test("looks at the content type for nothing but the shape of the body", async () => {
    const source = await sourceOf();
    for (const type of ["", "text/plain", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "nonsense"]) {
      const other = withHeader("content-type", [type]);
      expect([type, await authenticate(other, source)]).toEqual([type, { ok: true }]);
      expect(() => (source.kind === "events" ? source.read(other) : source.parse(other.body))).not.toThrow();
    }
  });

  test.each(["", "null", "{", '"text"', "[1,", "\uFEFF[]", "17", "\u0000"])(
    "calls the genuine but malformed body %j malformed",
    async (text) => {
      const source = await sourceOf();
      const malformed = received(vendor.wrap(Buffer.from(text)));
      expect(await authenticate(malformed, source)).toEqual({ ok: true });
      expect(() => (source.kind === "events" ? source.read(malformed) : source.parse(malformed.body))).toThrow(AppError);
    },
  );

  test("survives deep nesting, prototypes and bodies of other shapes", async () => {
    const source = await sourceOf();
    for (const text of [
      "[]",
      "{}",
      '[{"__proto__":{"token":"x"}}]',
      `${"[".repeat(50_000)}${"]".repeat(50_000)}`,
      '{"ref":{},"after":[]}',
    ]) {
      const strange = received(vendor.wrap(Buffer.from(text)));
      try {
        if (source.kind === "events") source.read(strange);
        else source.parse(strange.body);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
    expect(({} as Record<string, unknown>)["token"]).toBeUndefined();
  });

  if (vendor.keys !== undefined)
    test("is unavailable, and refuses nothing, when its keys cannot be had", async () => {
      const source = await sourceOf();
      for (const fault of ["down", "rateLimited", "error", "garbage", "empty", "redirect", "notModified", "huge"] as const) {
        vendor.keys!.break(fault);
        await expect(authenticate(request, await sourceOf())).rejects.toThrow(expect.objectContaining({ code: "unavailable" }));
        vendor.keys!.repair();
      }
      expect(await authenticate(request, source)).toEqual({ ok: true });
    });
});

describe("an installation that knows every source, and has taken a delivery of each,", () => {
  let sources: ReadonlyMap<string, Source>;

  beforeAll(async () => {
    sources = await sourcesFor(envOf(vendors.values()));
  });

  test.each(Object.keys(WAYS))(
    "takes no delivery of %s at the address of another source, under whatever names its proof stands",
    async (name) => {
      const { proof, source } = WAYS[name]!;
      const genuine = received(vendors.get(name)!.deliver(LEAKS));
      // With a signing token, GitLab's old one counts no more.
      expect([name, (await sources.get(source)!.authenticate(genuine)).ok]).toEqual([name, name !== "gitlab by token"]);
      for (const [other, way] of Object.entries(WAYS).filter(([, one]) => one.source !== source)) {
        const own = proof.map((header) => genuine.headers[header] ?? []);
        const renamed = Object.fromEntries(way.proof.map((header, index) => [header, own[index] ?? own[0]!]));
        for (const headers of [genuine.headers, { ...genuine.headers, ...renamed }]) {
          const { ok } = await sources.get(way.source)!.authenticate({ ...genuine, headers });
          expect([name, other, ok]).toEqual([name, other, false]);
        }
      }
    },
  );
});

describe.each(["github-partner", "gitlab-partner", "depsdev"] as const)("%s", (name) => {
  test("refuses a stale key, a key of another kind, and a foreign key under a known identifier", async () => {
    const vendor = await fakeDiscloser(DISCLOSERS[name]);
    const { discloser } = vendor;
    const stale = discloser.currentKey;
    const rogue = discloser.rotate(createFakeKey("secp256k1"));
    discloser.rotate();
    const source = (await sourcesFor(vendor.env)).get(name)!;
    const { body, headers } = received(vendor.deliver(LEAKS));
    const by = (key: typeof stale): RawRequest => ({
      body,
      headers: { ...headers, ...Object.fromEntries(Object.entries(discloser.sign(body, key)).map(([k, v]) => [k.toLowerCase(), [v]])) },
    });
    expect(await source.authenticate(by(discloser.currentKey))).toEqual({ ok: true });
    expect(await source.authenticate(by(stale))).toEqual({ ok: false, reason: "stale_key" });
    expect(await source.authenticate(by(rogue))).toEqual({ ok: false, reason: "unusable_key" });
    expect(await source.authenticate(by({ ...createFakeKey(), id: discloser.currentKey.id }))).toEqual({
      ok: false,
      reason: "wrong_signature",
    });
    await vendor.stop();
  });
});
