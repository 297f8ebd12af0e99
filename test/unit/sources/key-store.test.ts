import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import { FakeGithub } from "../../../src/simulate/fake-github.ts";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import { KeyStore, type KeyStoreTimings } from "../../../src/sources/signing/key-store.ts";
import { FAULTY, verdictOn, verdictsOn } from "./key-verdicts.ts";
import { HOUR, ManualClock, MINUTE, recordingLog, SECOND } from "./support.ts";

let github: FakeGithub;
let clock: ManualClock;
let events: string[];

beforeEach(async () => {
  github = await FakeGithub.start();
  clock = new ManualClock();
  events = [];
});
afterEach(async () => {
  await github.stop();
});

const logged = recordingLog();

function createStore(timings: Partial<KeyStoreTimings> = {}, token?: Secret): KeyStore {
  return new KeyStore({
    owner: "fake GitHub",
    endpoint: { url: `${github.apiUrl}/meta/public_keys/secret_scanning`, token, curves: ["P-256"] },
    clock,
    log: logged.log,
    observer: { onFetch: (outcome) => events.push(outcome), onAlarm: (alarm) => events.push(alarm) },
    timings: { fetchTimeout: 2_500, ...timings },
  });
}

describe("a cold store", () => {
  test("fetches once and finds the key", async () => {
    expect(await verdictOn(createStore(), github.currentKey.id)).toBe("found");
    expect([github.keyRequests, events]).toEqual([1, ["fetched"]]);
  });

  test("makes one fetch for 100 first deliveries at once", async () => {
    const store = createStore();
    expect(await verdictsOn(store, Array<string>(100).fill(github.currentKey.id))).toEqual(["found"]);
    expect(github.keyRequests).toBe(1);
  });

  test.each(FAULTY)("is unavailable, never a refusal, when the endpoint is %s, and recovers", async (fault) => {
    const store = createStore();
    github.break(fault);
    expect(await verdictOn(store, github.currentKey.id)).toBe("unavailable");
    expect(store.health()).toMatchObject({ keys: 0, lastSuccess: null, ageSeconds: null, coolingDown: true });
    github.repair();
    clock.advance(MINUTE);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
    expect(store.health()).toMatchObject({ keys: 1, lastFailure: null, coolingDown: false });
  });

  test("does not hammer an endpoint that is down: 100 deliveries, one fetch, and the next after the cool-down", async () => {
    const store = createStore();
    github.break("error");
    const burst = Array<string>(100).fill(github.currentKey.id);
    expect(await verdictsOn(store, burst)).toEqual(["unavailable"]);
    await verdictsOn(store, burst);
    clock.advance(4_999);
    await verdictsOn(store, burst);
    expect(github.keyRequests).toBe(1);
    clock.advance(1);
    await verdictsOn(store, burst);
    expect(github.keyRequests).toBe(2);
  });

  test("says when to come back", async () => {
    const store = createStore();
    github.break("error");
    await expect(store.find("a")).rejects.toMatchObject({ code: "unavailable", retryAfter: 5 });
    clock.advance(3_500);
    await expect(store.find("a")).rejects.toMatchObject({ retryAfter: 2 });
  });

  test("waits as long as the endpoint asks for, within a minute", async () => {
    const store = createStore();
    github.break("rateLimited");
    await expect(store.find("a")).rejects.toMatchObject({ retryAfter: 30 });
    clock.advance(29 * SECOND);
    await verdictOn(store, "a");
    expect(github.keyRequests).toBe(1);
    github.break((response) => response.writeHead(429, { "retry-after": "86400" }).end());
    clock.advance(SECOND);
    await expect(store.find("a")).rejects.toMatchObject({ retryAfter: 60 });
  });

  test("names in health what the endpoint answered", async () => {
    const store = createStore();
    github.break("rateLimited");
    await verdictOn(store, "a");
    expect(store.health().lastFailure?.reason).toContain("answered 429");
  });
});

describe("a warm store", () => {
  test("asks again exactly when the keys are as old as their maximum age", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    clock.advance(30 * MINUTE - 1);
    await store.find(github.currentKey.id);
    expect(github.keyRequests).toBe(1);
    clock.advance(1);
    await store.find(github.currentKey.id);
    expect(github.keyRequests).toBe(2);
  });

  test("confirms unchanged keys by their ETag", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    clock.advance(30 * MINUTE);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
    expect(events).toEqual(["fetched", "not_modified"]);
    expect(store.health()).toMatchObject({ keys: 1, ageSeconds: 0 });
  });
});

describe("a warm store whose endpoint fails", () => {
  test("takes no 304 for a confirmation that it did not ask for", async () => {
    const store = createStore();
    const list = JSON.stringify({ public_keys: [{ key_identifier: github.currentKey.id, key: github.currentKey.publicPem }] });
    github.break((response) => response.end(list));
    await store.find(github.currentKey.id);
    github.break("notModified");
    clock.advance(30 * MINUTE);
    await store.find(github.currentKey.id);
    expect(events).toEqual(["fetched", "failed"]);
  });

  test.each(FAULTY.filter((fault) => fault !== "notModified"))("keeps the last good keys when the endpoint is %s", async (fault) => {
    const store = createStore();
    await store.find(github.currentKey.id);
    github.break(fault);
    clock.advance(23 * HOUR);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
    expect(store.health()).toMatchObject({ keys: 1, ageSeconds: 23 * 3600 });
    expect(store.health().lastFailure).not.toBeNull();
  });

  test("waits for a dead endpoint at most once a minute while it has keys to go on with", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    github.break("error");
    clock.advance(30 * MINUTE);
    for (let seconds = 0; seconds < 60; seconds += 1) {
      await store.find(github.currentKey.id);
      clock.advance(SECOND);
    }
    expect(github.keyRequests).toBe(2);
  });

  test("does not trust keys for longer than a day without a confirmation", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    github.break("error");
    clock.advance(24 * HOUR - 1);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
    clock.advance(1);
    expect(await verdictOn(store, github.currentKey.id)).toBe("unavailable");
    expect(store.health().keys).toBe(0);
    github.repair();
    clock.advance(5 * SECOND);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
  });

  test("survives a clock that is set back: one fetch more, no refusal, no long wait", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    clock.advance(-HOUR);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
    expect(github.keyRequests).toBe(2);
    github.break("error");
    clock.advance(31 * MINUTE);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
    clock.advance(-2 * HOUR);
    github.repair();
    await store.find(github.currentKey.id);
    expect(store.health().lastFailure).toBeNull();
  });
});

describe("rotation", () => {
  test("a key that we saw retire stays good for an hour, and is stale then", async () => {
    const store = createStore();
    const old = github.currentKey;
    await store.find(old.id);
    await store.find(github.rotate().id);
    clock.advance(HOUR - 1);
    expect(await verdictOn(store, old.id)).toBe("found");
    clock.advance(1);
    expect(await verdictOn(store, old.id)).toBe("stale_key");
  });

  test("confirmations do not prolong the hour", async () => {
    const store = createStore({ maxAge: MINUTE });
    const old = github.currentKey;
    await store.find(old.id);
    await store.find(github.rotate().id);
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(MINUTE);
      if (minute === 20) github.rotate();
      await store.find(github.currentKey.id);
    }
    expect(await verdictOn(store, old.id)).toBe("stale_key");
  });

  test("a key that we never saw current is stale", async () => {
    const old = github.currentKey;
    github.rotate();
    expect(await verdictOn(createStore(), old.id)).toBe("stale_key");
  });

  test("no overlap is a choice", async () => {
    const store = createStore({ overlap: 0 });
    const old = github.currentKey;
    await store.find(old.id);
    await store.find(github.rotate().id);
    expect(await verdictOn(store, old.id)).toBe("stale_key");
  });

  test("a key that is no longer listed is unknown at once", async () => {
    const store = createStore();
    const old = github.currentKey;
    await store.find(old.id);
    const fresh = github.rotate();
    github.keys.pop();
    await store.find(fresh.id);
    expect(await verdictOn(store, old.id)).toBe("unknown_key");
  });
});

describe("a document that contradicts what is known", () => {
  test("is refused as a whole when a known identifier has another key, and an alarm is raised", async () => {
    const store = createStore();
    const { id } = github.currentKey;
    const before = await store.find(id);
    const other = createFakeKey();
    github.document = {
      public_keys: [
        { key_identifier: id, key: createFakeKey().publicPem, is_current: true },
        { key_identifier: other.id, key: other.publicPem, is_current: true },
      ],
    };
    clock.advance(30 * MINUTE);
    const after = await store.find(id);
    expect(before.ok && after.ok && before.key.equals(after.key)).toBe(true);
    expect(await verdictOn(store, other.id)).toBe("unavailable");
    expect(events.slice(1, 3)).toEqual(["failed", "key_changed"]);
    expect(logged.lines.some((line) => line.includes('"alarm":"key_changed"') && line.includes('"level":50'))).toBe(true);
  });

  test("is taken when the keys it contradicts are too old to be used", async () => {
    const store = createStore();
    const { id } = github.currentKey;
    await store.find(id);
    const { publicPem } = createFakeKey();
    github.document = { public_keys: [{ key_identifier: id, key: publicPem, is_current: true }] };
    clock.advance(24 * HOUR - 1);
    await store.find(id);
    expect(store.health().lastFailure?.reason).toContain("another key");
    clock.advance(MINUTE);
    const found = await store.find(id);
    expect(found.ok && found.key.export({ type: "spki", format: "pem" })).toBe(publicPem);
  });

  test("is not taken for one because the PEM text is laid out differently", async () => {
    const store = createStore();
    const { id, publicPem } = github.currentKey;
    await store.find(id);
    github.document = { public_keys: [{ key_identifier: id, key: publicPem.replaceAll("\n", "\r\n"), is_current: true }] };
    clock.advance(30 * MINUTE);
    await store.find(id);
    expect(events).toEqual(["fetched", "fetched"]);
  });

  test("is refused when not one usable key is left", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    const rogue = createFakeKey("secp256k1");
    github.document = { public_keys: [{ key_identifier: rogue.id, key: rogue.publicPem, is_current: true }] };
    clock.advance(30 * MINUTE);
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
    expect(events).toEqual(["fetched", "failed", "no_usable_key"]);
    expect(await verdictOn(store, rogue.id)).toBe("unusable_key");
    expect(await verdictOn(store, "made-up")).toBe("unavailable");
  });
});

test("a key that cannot be used is refused as such, and the others are found", async () => {
  const rogue = github.rotate(createFakeKey("secp256k1"));
  github.rotate();
  const store = createStore();
  expect(await verdictOn(store, rogue.id)).toBe("unusable_key");
  expect(await verdictOn(store, github.currentKey.id)).toBe("found");
});

test("a source with a token sends it, one without sends none, and neither is logged", async () => {
  await createStore().find(github.currentKey.id);
  expect(github.lastKeyRequest?.authorization).toBeUndefined();
  await createStore({}, new Secret("ghp_hunter2")).find(github.currentKey.id);
  expect(github.lastKeyRequest?.authorization).toBe("Bearer ghp_hunter2");
  expect(github.lastKeyRequest?.["user-agent"]).toBe("tokenward");
  expect(logged.lines.join("")).not.toContain("hunter2");
});

test("two stores never share keys", async () => {
  const other = await FakeGithub.start();
  const endpoint = { url: `${other.apiUrl}/meta/public_keys/secret_scanning`, curves: ["P-256"] as const };
  const mine = createStore();
  const theirs = new KeyStore({ owner: "other", endpoint, clock, log: logged.log });
  expect(await verdictOn(mine, other.currentKey.id)).toBe("unknown_key");
  expect(await verdictOn(theirs, github.currentKey.id)).toBe("unknown_key");
  await other.stop();
});
