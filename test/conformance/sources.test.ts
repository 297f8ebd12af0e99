import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AppError } from "../../src/kernel/errors.ts";
import { FakeGithub } from "../../src/simulate/fake-github.ts";
import { createFakeKey } from "../../src/simulate/fake-keys.ts";
import { loadSources, type SourceSettings } from "../../src/sources/registry.ts";
import type { Authentication, RawRequest, Source } from "../../src/sources/source.ts";
import { ManualClock, recordingLog, requestOf } from "../unit/sources/support.ts";

/** The far side of a source, as these tests need it. */
interface Vendor {
  /** A genuine delivery of two records. */
  delivery(): RawRequest;
  /** A delivery with a signature that is right, by a key that must not vouch for it. */
  badlySigned: Readonly<Record<string, () => RawRequest>>;
  breakKeys(): void;
  repairKeys(): void;
}

// One line per source: a new file in the folder fails the first test until it has its vendor here.
const VENDORS: Readonly<Record<string, (github: FakeGithub) => Vendor>> = { "github-partner": githubVendor };

const RECORDS = Buffer.from(JSON.stringify([{ token: "token-1", type: "t", url: "", source: "commit" }, { token: "token-2" }]));

const github = await FakeGithub.start();
const elsewhere = await FakeGithub.start();
const clock = new ManualClock();
const settings: SourceSettings = {
  labels: "raw",
  keyOverlapMs: 3_600_000,
  github: { apiUrl: github.apiUrl },
  clock,
  log: recordingLog().log,
};

afterAll(async () => {
  await github.stop();
  await elsewhere.stop();
});

test("every file of the folder that is a source is loaded under its own name, in order", async () => {
  const ids = (await loadSources(settings)).map(({ id }) => id);
  const files = readdirSync(new URL("../../src/sources", import.meta.url)).map((name) => name.replace(/\.ts$/u, ""));
  expect(ids).toEqual(Object.keys(VENDORS).toSorted());
  expect(files).toEqual(expect.arrayContaining(ids));
});

describe.each(Object.keys(VENDORS))("%s", (id) => {
  let source: Source;
  let vendor: Vendor;

  beforeAll(() => {
    vendor = VENDORS[id]!(github);
  });

  // A source of its own for every test: what one test fetched must not decide another.
  async function authenticate(request: RawRequest): Promise<Authentication> {
    source = (await loadSources(settings)).find((one) => one.id === id)!;
    return await source.authenticate(request);
  }

  test("accepts a genuine delivery and answers one row per labelled record", async () => {
    const { body, headers } = vendor.delivery();
    expect(await authenticate({ body, headers })).toEqual({ ok: true });
    const reports = source.parse(body);
    expect(reports).toHaveLength(2);
    expect(source.answer(reports, ["true_positive", "false_positive"]).status).toBeLessThan(300);
    expect(source.answer(reports, null).status).toBeLessThan(300);
  });

  test("refuses a body with any one byte changed, one more or one less", async () => {
    const { body, headers } = vendor.delivery();
    const changed = Array.from(body.keys(), (index) => Buffer.from(body.with(index, body[index]! ^ 1)));
    for (const other of [...changed, body.subarray(1), body.subarray(0, -1), Buffer.concat([body, Buffer.from("\n")]), Buffer.alloc(0)]) {
      await expect(authenticate({ body: other, headers })).resolves.toMatchObject({ ok: false });
    }
  });

  test("refuses a request that lacks any of its headers, or holds it empty, twice, or in another's words", async () => {
    const { body, headers } = vendor.delivery();
    for (const [name, [value]] of Object.entries(headers)) {
      for (const values of [[], [""], [value!, value!], [`${value}, ${value}`], [` ${value}`], ["\u00e9"], ["x".repeat(20_000)]]) {
        const result = await authenticate({ body, headers: { ...headers, [name]: values } });
        expect([name, values.join().slice(0, 80), result.ok]).toEqual([name, values.join().slice(0, 80), false]);
      }
    }
  });

  test("refuses a request with the headers of another source in place of its own", async () => {
    const { body, headers } = vendor.delivery();
    const renamed = Object.fromEntries(Object.entries(headers).map(([name, values]) => [`x-other-${name}`, values]));
    expect(await authenticate({ body, headers: renamed })).toEqual({ ok: false, reason: "missing_header" });
  });

  test("refuses a signature by a stale key, a key of another source, and a key of another kind", async () => {
    for (const [name, badlySigned] of Object.entries(vendor.badlySigned)) {
      expect([name, (await authenticate(badlySigned())).ok]).toEqual([name, false]);
    }
  });

  test("is unavailable, and refuses nothing, when its keys cannot be had", async () => {
    vendor.breakKeys();
    await expect(authenticate(vendor.delivery())).rejects.toThrow(expect.objectContaining({ code: "unavailable" }));
    vendor.repairKeys();
    expect(await authenticate(vendor.delivery())).toEqual({ ok: true });
  });

  test.each(["", "null", "{", '"text"', "[1,", "\uFEFF[]"])("refuses the genuine but malformed body %j without a crash", async (text) => {
    await authenticate(vendor.delivery());
    expect(() => source.parse(Buffer.from(text))).toThrow(AppError);
  });
});

function githubVendor(fake: FakeGithub): Vendor {
  const stale = fake.currentKey;
  const rogue = fake.rotate(createFakeKey("secp256k1"));
  fake.rotate();
  const signedBy = (key = fake.currentKey): RawRequest => requestOf(RECORDS, fake.sign(RECORDS, key));
  return {
    delivery: () => signedBy(),
    badlySigned: {
      "a stale key": () => signedBy(stale),
      "a key of another source": () => signedBy(elsewhere.currentKey),
      "a key of another kind": () => signedBy(rogue),
      "a foreign key under a known identifier": () => signedBy({ ...elsewhere.currentKey, id: fake.currentKey.id }),
    },
    breakKeys: () => fake.break("down"),
    repairKeys: () => fake.repair(),
  };
}
