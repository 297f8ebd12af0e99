import { afterEach, beforeEach, expect, test } from "vitest";
import { signingKeys } from "../../../src/incidents/health/signing-keys.sql.ts";
import { systemClock } from "../../../src/kernel/clock.ts";
import { FakeGithub } from "../../../src/simulate/fake-github.ts";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import type { KeyMemory } from "../../../src/sources/signing/key-memory.ts";
import { KeyStore } from "../../../src/sources/signing/key-store.ts";
import { type TestDatabase, testDatabase } from "../../helpers/database.ts";
import { verdictOn } from "../../unit/sources/key-verdicts.ts";
import { HOUR, recordingLog } from "../../unit/sources/support.ts";

let github: FakeGithub;
let db: TestDatabase["database"];

beforeEach(async () => {
  github = await FakeGithub.start();
  db = (await testDatabase()).database;
});
afterEach(async () => {
  await github.stop();
});

/** The key store of a process that begins now. */
function process(memory: KeyMemory = signingKeys(db, "github-partner"), path = "/meta/public_keys/secret_scanning"): KeyStore {
  const endpoint = { url: `${github.apiUrl}${path}`, token: undefined, curves: ["P-256"] as const };
  return new KeyStore({ owner: "fake GitHub", endpoint, clock: systemClock, log: recordingLog().log, memory, timings: { overlap: HOUR } });
}

async function letPass(interval: string): Promise<void> {
  await db.query("update signing_keys set confirmed_at = confirmed_at - $1::interval", [interval]);
}

test("a process that begins after a rotation takes what was signed before it", async () => {
  const old = github.currentKey;
  await process().find(old.id);
  github.rotate();
  const begun = process();
  expect(await verdictOn(begun, github.currentKey.id)).toBe("found");
  expect(await verdictOn(begun, old.id)).toBe("found");
  expect(await verdictOn(process(), old.id)).toBe("found");
});

test("a key that another process saw retire more than the overlap ago is stale", async () => {
  const old = github.currentKey;
  await process().find(old.id);
  github.rotate();
  await process().find(github.currentKey.id);
  await letPass("61 minutes");
  expect(await verdictOn(process(), old.id)).toBe("stale_key");
});

test("a process that begins while the endpoint is down goes on with keys of the last 24 hours, and with no older ones", async () => {
  const { id } = github.currentKey;
  await process().find(id);
  github.break("down");
  await letPass("23 hours");
  expect(await verdictOn(process(), id)).toBe("found");
  await letPass("1 hour");
  expect(await verdictOn(process(), id)).toBe("unavailable");
});

test("a known identifier with another key is refused by processes that begin later, too", async () => {
  const { currentKey } = github;
  await process().find(currentKey.id);
  const { id } = currentKey;
  github.keys[0] = { ...createFakeKey(), id };
  await letPass("31 minutes");
  const begun = process();
  expect(await verdictOn(begun, id)).toBe("found");
  expect(begun.health().lastFailure?.reason).toContain("with another key");
});

test("the keys of one source, or of one address, are nobody else's", async () => {
  const { id } = github.currentKey;
  await process().find(id);
  github.break("down");
  expect(await verdictOn(process(signingKeys(db, "gitlab-partner")), id)).toBe("unavailable");
  expect(await verdictOn(process(signingKeys(db, "github-partner"), "/another/list"), id)).toBe("unavailable");
});

test("a memory that fails keeps no delivery waiting", async () => {
  const fails = async (): Promise<never> => await Promise.reject(new Error("the database is away"));
  expect(await verdictOn(process({ recall: fails, keep: fails }), github.currentKey.id)).toBe("found");
});

test("what was kept and cannot be read is asked for again", async () => {
  const { id } = github.currentKey;
  await process().find(id);
  await db.query("update signing_keys set document = '{}'");
  expect(await verdictOn(process(), id)).toBe("found");
});
