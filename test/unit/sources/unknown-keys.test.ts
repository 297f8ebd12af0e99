import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeGithub } from "../../../src/simulate/fake-github.ts";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import { KeyStore } from "../../../src/sources/signing/key-store.ts";
import { FAULTY, verdictOn, verdictsOn } from "./key-verdicts.ts";
import { ManualClock, MINUTE, recordingLog, SECOND } from "./support.ts";

let github: FakeGithub;
let clock: ManualClock;

beforeEach(async () => {
  github = await FakeGithub.start();
  clock = new ManualClock();
});
afterEach(async () => {
  await github.stop();
});

function createStore(): KeyStore {
  return new KeyStore({
    owner: "fake GitHub",
    endpoint: { url: `${github.apiUrl}/meta/public_keys/secret_scanning`, curves: ["P-256"] },
    clock,
    log: recordingLog().log,
    timings: { fetchTimeout: 2_500 },
  });
}

describe("an identifier nobody knows", () => {
  test("is fetched for, then refused", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    expect(await verdictOn(store, "f".repeat(64))).toBe("unknown_key");
    expect(github.keyRequests).toBe(2);
  });

  test("makes the list be asked for less and less often, however many are made up, and locks no good one out", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    for (const [round, seconds] of [5, 10, 20, 40, 60, 60].entries()) {
      for (let attempt = 0; attempt < 50; attempt += 1) expect(await verdictOn(store, `made-up-${round}-${attempt}`)).toBe("unknown_key");
      expect(await verdictOn(store, github.currentKey.id)).toBe("found");
      expect(github.keyRequests).toBe(2 + round);
      clock.advance(seconds * SECOND);
    }
  });

  test("is refused while the list that lacked another is 5 s old at most; later we cannot tell, and say when we can", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    await verdictOn(store, "made-up-1");
    clock.advance(5 * SECOND);
    await verdictOn(store, "made-up-2");
    clock.advance(5 * SECOND - 1);
    expect(await verdictOn(store, "made-up-3")).toBe("unknown_key");
    clock.advance(1);
    await expect(store.find("made-up-3")).rejects.toMatchObject({ code: "unavailable", retryAfter: 5 });
    expect(github.keyRequests).toBe(3);
    clock.advance(5 * SECOND);
    expect(await verdictOn(store, "made-up-3")).toBe("unknown_key");
  });

  test("is found as soon as we look again when its key is published a moment after its first delivery", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    const early = createFakeKey();
    expect(await verdictOn(store, early.id)).toBe("unknown_key");
    github.rotate(early);
    clock.advance(5 * SECOND);
    expect(await verdictOn(store, early.id)).toBe("found");
    // And the next key is looked for at once.
    expect(await verdictOn(store, github.rotate().id)).toBe("found");
  });

  test("is looked for at once again after two quiet minutes", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    for (const seconds of [5, 10, 20]) {
      await verdictOn(store, "made-up");
      clock.advance(seconds * SECOND);
    }
    clock.advance(2 * MINUTE);
    expect(await verdictOn(store, "made-up")).toBe("unknown_key");
    clock.advance(5 * SECOND);
    expect(await verdictOn(store, github.rotate().id)).toBe("found");
  });

  test("costs one fetch in all when it is the first a cold store hears of", async () => {
    const store = createStore();
    const ids = Array.from({ length: 50 }, (_, index) => `made-up-${index}`);
    expect(await verdictsOn(store, ids)).toEqual(["unknown_key"]);
    expect(await verdictsOn(store, ids)).toEqual(["unknown_key"]);
    expect(github.keyRequests).toBe(1);
  });

  test.each(FAULTY.filter((fault) => fault !== "notModified"))("is not refused while the endpoint is %s: we cannot tell", async (fault) => {
    const store = createStore();
    await store.find(github.currentKey.id);
    github.break(fault);
    expect(await verdictOn(store, "f".repeat(64))).toBe("unavailable");
    expect(await verdictOn(store, github.currentKey.id)).toBe("found");
  });

  test("is found a moment after its key was published, even right after another fetch", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    const fresh = github.rotate();
    expect(await verdictOn(store, fresh.id)).toBe("found");
  });

  test("is fetched for once more when the fetch it met on its way began before its key existed", async () => {
    const store = createStore();
    await store.find(github.currentKey.id);
    clock.advance(30 * MINUTE);
    const old = github.currentKey;
    const list = JSON.stringify({ public_keys: [{ key_identifier: old.id, key: old.publicPem, is_current: true }] });
    const late = new Promise<string>((resolve) => {
      // The overdue confirmation is on its way when the key is rotated, and brings the list as it was before.
      github.break((response) => {
        github.repair();
        resolve(verdictOn(store, github.rotate().id));
        setImmediate(() => response.writeHead(200).end(list));
      });
    });
    expect(await verdictOn(store, old.id)).toBe("found");
    expect(await late).toBe("found");
  });
});
