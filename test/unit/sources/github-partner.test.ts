import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import { FakeGithub } from "../../../src/simulate/fake-github.ts";
import { createFakeKey } from "../../../src/simulate/fake-keys.ts";
import githubPartner from "../../../src/sources/known/github-partner.ts";
import type { LabelMode } from "../../../src/sources/registry.ts";
import type { Authentication, ReportSource } from "../../../src/sources/source.ts";
import { ManualClock, MINUTE, requestOf, sourceSettings } from "./support.ts";

interface Vector {
  readonly key_identifier: string;
  readonly signature: string;
  readonly payload: string;
  readonly public_key_pem: string;
}

const VECTORS = JSON.parse(readFileSync(new URL("../../fixtures/github-partner.json", import.meta.url), "utf8")) as readonly Vector[];

let github: FakeGithub;
let clock: ManualClock;
let source: ReportSource;

beforeEach(async () => {
  github = await FakeGithub.start();
  clock = new ManualClock();
  source = createSource("raw");
});
afterEach(async () => {
  await github.stop();
});

function createSource(labels: LabelMode): ReportSource {
  return githubPartner(sourceSettings({ github: { apiUrl: github.apiUrl }, labels, clock }));
}

describe.each(VECTORS)("GitHub's published sample of key $key_identifier", (vector) => {
  async function deliver(body: string): Promise<Authentication> {
    github.document = { public_keys: [{ key_identifier: vector.key_identifier, key: vector.public_key_pem, is_current: true }] };
    return await source.authenticate(
      requestOf(body, { "Github-Public-Key-Identifier": vector.key_identifier, "Github-Public-Key-Signature": vector.signature }),
    );
  }

  test("verifies", async () => {
    expect(await deliver(vector.payload)).toEqual({ ok: true });
  });

  test.each(["\n", "\r\n", " ", "\0"])("does not with %j appended", async (more) => {
    expect(await deliver(`${vector.payload}${more}`)).toEqual({ ok: false, reason: "wrong_signature" });
  });

  test("is read as it was written", () => {
    const [report] = source.parse(Buffer.from(vector.payload));
    expect(report).toMatchObject({ type: "some_type", url: "https://example.com/base-repo-url/", place: "commit" });
    expect(report?.token.reveal("compare in a test")).toBe("some_token");
  });
});

test("rotation while deliveries are in flight refuses no genuine delivery", async () => {
  const deliver = async (index: number): Promise<Authentication> => {
    const body = Buffer.from(JSON.stringify([{ token: `token-${index}` }]));
    return await source.authenticate(requestOf(body, github.sign(body)));
  };
  expect(await deliver(0)).toEqual({ ok: true });
  const answers: Promise<Authentication>[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (let index = 0; index < 25; index += 1) answers.push(deliver(index));
    github.rotate();
    for (let index = 0; index < 25; index += 1) answers.push(deliver(index));
    // Let the key request of this round begin before the next rotation.
    await Promise.race(answers.slice(-25));
    clock.advance(MINUTE / 4);
  }
  expect(new Set((await Promise.all(answers)).map(({ ok }) => ok))).toEqual(new Set([true]));
});

test("a token for the key endpoint is sent to it", async () => {
  const withToken = githubPartner(sourceSettings({ github: { apiUrl: github.apiUrl, token: new Secret("ghp_x") }, clock }));
  const body = Buffer.from("[]");
  expect(await withToken.authenticate(requestOf(body, github.sign(body)))).toEqual({ ok: true });
  expect(github.lastKeyRequest?.authorization).toBe("Bearer ghp_x");
});

test("the health of its keys can be read", async () => {
  const body = Buffer.from("[]");
  await source.authenticate(requestOf(body, github.sign(body)));
  expect(source.keyHealth?.()).toMatchObject({ keys: 1, ageSeconds: 0, lastFailure: null });
});

test.each(["secp256k1", "secp384r1", "secp521r1"])("a key on %s is refused though its signature is right", async (curve) => {
  const rogue = github.rotate(createFakeKey(curve));
  const body = Buffer.from("[]");
  expect(await source.authenticate(requestOf(body, github.sign(body, rogue)))).toEqual({ ok: false, reason: "unusable_key" });
});
