import { Webhooks } from "@octokit/webhooks";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import github from "../../../src/sources/known/github.ts";
import type { ReadEvent } from "../../../src/sources/source.ts";
import { requestOf, sourceSettings } from "./support.ts";

const SECRET = "It's a Secret to Everybody";
const source = github({
  ...sourceSettings(),
  github: { apiUrl: "http://127.0.0.1:9", webhookSecrets: new Secret(["the one before", SECRET]) },
})!;

const read = (event: string, body: unknown): ReadEvent =>
  source.read(requestOf(typeof body === "string" ? body : JSON.stringify(body), event === "" ? {} : { "X-GitHub-Event": event }));

const NONE = "0".repeat(40);
const repository = { id: 186_853_002, full_name: "octo/engine" };
const alert = { action: "created", alert: { number: 42 }, repository, installation: { id: 2 } };
const followed = {
  event: { name: "alert", detail: { repository: { id: "186853002", path: "octo/engine" }, number: 42, installation: 2 } },
};

test("GitHub's own test vector is genuine, under any of the secrets", async () => {
  const signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  expect(await source.authenticate(requestOf("Hello, World!", { "X-Hub-Signature-256": signature }))).toEqual({ ok: true });
  const upper = signature.toUpperCase().replace("SHA256", "sha256");
  expect(await source.authenticate(requestOf("Hello, World!", { "X-Hub-Signature-256": upper }))).toMatchObject({ ok: false });
});

test("what octokit signs is genuine, and bytes that are no text are signed as they are", async () => {
  const body = JSON.stringify({ zen: "Ünïcode 🔑" });
  const signature = await new Webhooks({ secret: SECRET }).sign(body);
  expect(await source.authenticate(requestOf(body, { "X-Hub-Signature-256": signature }))).toEqual({ ok: true });
  expect(await source.authenticate(requestOf(Buffer.from(body, "latin1"), { "X-Hub-Signature-256": signature }))).toMatchObject({
    ok: false,
  });
});

describe("alerts", () => {
  test.each(["created", "publicly_leaked", "reopened", "validated"])("that are %s are followed", (action) => {
    expect(read("secret_scanning_alert", { ...alert, action })).toEqual(followed);
  });

  test("found at one more place are followed", () => {
    expect(read("secret_scanning_alert_location", { ...alert, location: { type: "commit" } })).toEqual(followed);
  });

  test.each(["resolved", "revoked", "assigned", "unassigned"])("that are %s ask nothing of us", (action) => {
    expect("ignored" in read("secret_scanning_alert", { ...alert, action })).toBe(true);
  });

  test("of hooks without an App name no installation", () => {
    expect(read("secret_scanning_alert", { ...alert, installation: undefined })).toMatchObject({
      event: { detail: { installation: null } },
    });
  });

  test("may come as a form", () => {
    const form = new URLSearchParams({ payload: JSON.stringify(alert) }).toString();
    const headers = { "X-GitHub-Event": "secret_scanning_alert", "Content-Type": "application/x-www-form-urlencoded" };
    expect(source.read(requestOf(form, headers))).toEqual(followed);
    expect(() => source.read(requestOf(`${form}&payload=%7B%7D`, headers))).toThrow(expect.objectContaining({ code: "malformed_body" }));
  });

  test.each([
    { ...alert, alert: {} },
    { ...alert, alert: { number: -1 } },
    { ...alert, repository: { id: 1, full_name: "octo/../admin" } },
    { ...alert, action: 7 },
  ])("of another shape (%j) are malformed", (body) => {
    expect(() => read("secret_scanning_alert", body)).toThrow(expect.objectContaining({ code: "malformed_body" }));
  });
});

describe("pushes", () => {
  const push = {
    ref: "refs/heads/main",
    before: NONE,
    after: "a".repeat(40),
    commits: [{ id: "a".repeat(40) }],
    repository,
    installation: { id: 2 },
  };

  test("tell the range that was pushed", () => {
    expect(read("push", push)).toEqual({
      event: {
        name: "push",
        detail: {
          repository: { id: "186853002", path: "octo/engine" },
          ranges: [{ ref: "refs/heads/main", before: null, after: push.after, commits: [push.after], complete: true }],
          installation: 2,
        },
      },
    });
  });

  test("that delete a ref are ignored", () => {
    expect(read("push", { ...push, before: push.after, after: NONE })).toEqual({ ignored: "deletion" });
  });

  test("that name as many commits as GitHub does at most may have had more", () => {
    const commits = Array.from({ length: 2_048 }, (_, index) => ({ id: index.toString(16).padStart(40, "b") }));
    expect(read("push", { ...push, commits })).toMatchObject({ event: { detail: { ranges: [{ complete: false }] } } });
  });
});

test.each([
  ["ping", "ping"],
  ["star", "star"],
  ["something_new", "other"],
  ["", "other"],
])("the event %j is ignored as %j, whatever its body is", (event, word) => {
  expect(read(event, "not even JSON")).toEqual({ ignored: word });
});
