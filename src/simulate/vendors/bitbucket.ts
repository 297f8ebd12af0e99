import { createHash, createHmac, randomUUID } from "node:crypto";
import { Ring } from "./ring.ts";
import { type FakeVendor, nothingToStop } from "./vendor.ts";

const commit = (text: string): string => createHash("sha1").update(text).digest("hex");

/** Bitbucket Cloud: a push. */
export function fakeBitbucket(secrets: readonly string[]): FakeVendor {
  return bitbucket(
    secrets,
    () => ({
      "User-Agent": "Bitbucket-Webhooks/2.0",
      "X-Event-Key": "repo:push",
      "X-Hook-UUID": HOOK,
      "X-Request-UUID": randomUUID(),
      "X-Attempt-Number": "1",
    }),
    cloudPush,
  );
}

/** Bitbucket Data Center: a push. */
export function fakeBitbucketServer(secrets: readonly string[]): FakeVendor {
  return bitbucket(
    secrets,
    () => ({ "User-Agent": "Atlassian HttpClient", "X-Event-Key": "repo:refs_changed", "X-Request-Id": randomUUID() }),
    serverPush,
  );
}

/** Bitbucket Data Center: a secret that it detected, by its place and never its value. */
export function fakeBitbucketDetection(secrets: readonly string[]): FakeVendor {
  return bitbucket(
    secrets,
    () => ({ "User-Agent": "Atlassian HttpClient", "X-Event-Key": "repo:secret_detected", "X-Request-Id": randomUUID() }),
    secretDetected,
  );
}

const HOOK = "{e8ee4a6e-7a0b-4c3c-9d43-5cbf1a5a5a60}";
const SERVER_REPOSITORY = { slug: "engine", id: 84, name: "engine", project: { key: "OCTO", id: 7, name: "Octo" } };

function bitbucket(secrets: readonly string[], headersOf: () => Readonly<Record<string, string>>, bodyOf: () => object): FakeVendor {
  const ring = new Ring(secrets);
  const wrap = (body: Buffer) => {
    const signature = createHmac("sha256", ring.current).update(body).digest("hex");
    const headers = { "Content-Type": "application/json", ...headersOf(), "X-Hub-Signature": `sha256=${signature}` };
    return { path: "/hooks/bitbucket", headers, body };
  };
  return {
    env: { BITBUCKET_WEBHOOK_SECRET: secrets.join(",") },
    carriesTokens: false,
    deliver: () => wrap(Buffer.from(JSON.stringify(bodyOf()))),
    wrap,
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}

function cloudPush(): object {
  const hash = commit(randomUUID());
  const tip = (target: string): object => ({ type: "branch", name: "main", target: { type: "commit", hash: target } });
  const changes = [
    { old: tip(commit("before")), new: tip(hash), created: false, closed: false, forced: false, truncated: false, commits: [{ hash }] },
  ];
  return {
    push: { changes },
    repository: { type: "repository", full_name: "octo/engine", uuid: "{5cbf1a5a-7a0b-4c3c-9d43-e8ee4a6e5a60}" },
  };
}

function serverPush(): object {
  const ref = { id: "refs/heads/main", displayId: "main", type: "BRANCH" };
  const change = { ref, refId: ref.id, fromHash: commit("before"), toHash: commit(randomUUID()), type: "UPDATE" };
  return { eventKey: "repo:refs_changed", date: "2026-03-17T12:00:00+0000", repository: SERVER_REPOSITORY, changes: [change] };
}

function secretDetected(): object {
  const location = { ruleName: "Tokenward", path: ".env", line: 3, commitId: commit(randomUUID()), repository: SERVER_REPOSITORY };
  return { eventKey: "repo:secret_detected", date: "2026-03-17T12:00:00+0000", secretLocations: [location] };
}
