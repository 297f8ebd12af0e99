import { createHash, createHmac, randomUUID } from "node:crypto";
import { Ring } from "./ring.ts";
import { type FakeVendor, nothingToStop } from "./vendor.ts";

// Events do not carry tokens: whoever follows them up finds these commits at the host.
const commit = (text: string): string => createHash("sha1").update(text).digest("hex");
const NEW = "0".repeat(40);

const hmacHex = (secret: string, body: Buffer): string => createHmac("sha256", secret).update(body).digest("hex");

/** Webhooks of a GitLab before 19: the token in clear. From 19 on the two headers of Standard Webhooks come with it. */
export function fakeGitlab(tokens: readonly string[]): FakeVendor {
  const ring = new Ring(tokens);
  return {
    env: { GITLAB_WEBHOOK_TOKEN: tokens.join(",") },
    carriesTokens: false,
    deliver: () => ({ path: "/hooks/gitlab", headers: gitlabHeaders(ring.current), body: gitlabPush() }),
    wrap: (body) => ({ path: "/hooks/gitlab", headers: gitlabHeaders(ring.current), body }),
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}

/** Webhooks of GitLab 19 with a signing token, and the old token beside it as during a migration. */
export function fakeSigningGitlab(signingTokens: readonly string[], token: string): FakeVendor {
  const ring = new Ring(signingTokens);
  const wrap = (body: Buffer) => {
    const headers = gitlabHeaders(token);
    const key = Buffer.from(ring.current.slice("whsec_".length), "base64");
    const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), body]);
    const signature = `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
    return { path: "/hooks/gitlab", headers: { ...headers, "webhook-signature": signature }, body };
  };
  return {
    env: { GITLAB_SIGNING_TOKEN: signingTokens.join(","), GITLAB_WEBHOOK_TOKEN: token },
    carriesTokens: false,
    deliver: () => wrap(gitlabPush()),
    wrap,
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}

function gitlabHeaders(token: string) {
  const id = randomUUID();
  return {
    "Content-Type": "application/json",
    "User-Agent": "GitLab/19.1.0",
    "X-Gitlab-Event": "Push Hook",
    "X-Gitlab-Webhook-UUID": "e8ee4a6e-7a0b-4c3c-9d43-5cbf1a5a5a60",
    "X-Gitlab-Event-UUID": randomUUID(),
    "X-Gitlab-Instance": "https://gitlab.example.com",
    "Idempotency-Key": id,
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(Date.now() / 1_000)),
    "X-Gitlab-Token": token,
  };
}

function gitlabPush(): Buffer {
  const after = commit(randomUUID());
  return Buffer.from(
    JSON.stringify({
      object_kind: "push",
      event_name: "push",
      before: commit("before"),
      after,
      ref: "refs/heads/main",
      checkout_sha: after,
      user_email: "[REDACTED]",
      project_id: 15,
      project: { id: 15, name: "Engine", web_url: "https://gitlab.example.com/octo/engine", path_with_namespace: "octo/engine" },
      commits: [{ id: after, message: "Deploy", added: [".env"], modified: [], removed: [] }],
      total_commits_count: 1,
    }),
  );
}

/** The Token Revocation API's client, a self-managed GitLab. */
export function fakeGitlabRevocation(tokens: readonly string[], type = "gitleaks_rule_id_tokenward_api_token"): FakeVendor {
  const ring = new Ring(tokens);
  const wrap = (body: Buffer) => ({
    path: "/hooks/gitlab-revocation/v1/revoke_tokens",
    headers: { "Content-Type": "application/json", Authorization: ring.current },
    body,
  });
  return {
    env: { GITLAB_REVOCATION_TOKEN: tokens.join(",") },
    carriesTokens: true,
    deliver: (leaks) => wrap(Buffer.from(JSON.stringify(leaks.map(({ token, url }) => ({ type, token, location: url }))))),
    wrap,
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}

/** Forgejo, which sends every header of Gitea, Gogs and GitHub beside its own. */
export function fakeGitea(secrets: readonly string[]): FakeVendor {
  const ring = new Ring(secrets);
  const wrap = (body: Buffer) => {
    const signature = hmacHex(ring.current, body);
    const delivery = randomUUID();
    const names = ["Forgejo", "Gitea", "Gogs", "GitHub"];
    const common = names.map((name) => [
      [`X-${name}-Delivery`, delivery],
      [`X-${name}-Event`, "push"],
      [`X-${name}-Event-Type`, "push"],
    ]);
    const signatures = names.slice(0, 3).map((name) => [`X-${name}-Signature`, signature]);
    const headers = Object.fromEntries([...common.flat(), ...signatures, ["X-Hub-Signature-256", `sha256=${signature}`]]) as Record<
      string,
      string
    >;
    const sha1 = createHmac("sha1", ring.current).update(body).digest("hex");
    return { path: "/hooks/gitea", headers: { "Content-Type": "application/json", "X-Hub-Signature": `sha1=${sha1}`, ...headers }, body };
  };
  const push = (): Buffer => {
    const after = commit(randomUUID());
    const repository = { id: 7, full_name: "octo/engine", html_url: "https://git.example.com/octo/engine", private: false };
    const commits = [{ id: after, message: "Deploy", added: [".env"], removed: [], modified: [] }];
    return Buffer.from(JSON.stringify({ ref: "refs/heads/main", before: NEW, after, total_commits: 1, commits, repository }, null, 2));
  };
  return {
    env: { GITEA_WEBHOOK_SECRET: secrets.join(",") },
    carriesTokens: false,
    deliver: () => wrap(push()),
    wrap,
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}

/** A service hook subscription of Azure DevOps with Basic authentication. */
export function fakeAzure(credentials: readonly string[]): FakeVendor {
  const ring = new Ring(credentials);
  const wrap = (body: Buffer) => ({
    path: "/hooks/azure",
    headers: { "Content-Type": "application/json; charset=utf-8", Authorization: `Basic ${Buffer.from(ring.current).toString("base64")}` },
    body,
  });
  const push = (): Buffer => {
    const newObjectId = commit(randomUUID());
    return Buffer.from(
      JSON.stringify({
        id: randomUUID(),
        eventType: "git.push",
        publisherId: "tfs",
        resource: {
          commits: [{ commitId: newObjectId, comment: "Deploy" }],
          refUpdates: [{ name: "refs/heads/main", oldObjectId: commit("before"), newObjectId }],
          repository: { id: "278d5cd2-584d-4b63-824a-2ba458937249", name: "engine", project: { id: "6ce954b1", name: "Octo" } },
        },
        resourceVersion: "1.0",
      }),
    );
  };
  return {
    env: { AZURE_WEBHOOK_SECRET: credentials.join(",") },
    carriesTokens: false,
    deliver: () => wrap(push()),
    wrap,
    rotate: () => ring.rotate(),
    stop: nothingToStop,
  };
}
