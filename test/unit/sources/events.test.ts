import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import azure from "../../../src/sources/known/azure.ts";
import bitbucket from "../../../src/sources/known/bitbucket.ts";
import gitea from "../../../src/sources/known/gitea.ts";
import gitlab from "../../../src/sources/known/gitlab.ts";
import type { EventSource, ReadEvent } from "../../../src/sources/source.ts";
import { requestOf, sourceSettings } from "./support.ts";

const secrets = new Secret(["secret"]);
const settings = sourceSettings({
  gitlab: { ...sourceSettings().gitlab, webhookTokens: secrets },
  giteaSecrets: secrets,
  bitbucketSecrets: secrets,
  azureCredentials: secrets,
});
const NONE = "0".repeat(40);

const readBy =
  (source: EventSource | null, header: string) =>
  (event: string, body: unknown): ReadEvent =>
    source!.read(requestOf(typeof body === "string" ? body : JSON.stringify(body), event === "" ? {} : { [header]: event }));

describe("GitLab", () => {
  const read = readBy(gitlab(settings), "X-Gitlab-Event");
  // The example of GitLab's page "Webhook events", without what we do not look at.
  const documented = {
    object_kind: "push",
    event_name: "push",
    before: "95790bf891e76fee5e1747ab589903a6a1f80f22",
    after: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
    ref: "refs/heads/master",
    ref_protected: true,
    checkout_sha: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7",
    user_id: 4,
    user_name: "John Smith",
    user_email: "john@example.com",
    project_id: 15,
    project: { id: 15, name: "Diaspora", web_url: "http://example.com/mike/diaspora", path_with_namespace: "mike/diaspora" },
    commits: [{ id: "b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327" }, { id: "da1560886d4f094c3e6c9ef40349f7d38b5d27d7" }],
    total_commits_count: 4,
  };
  const range = {
    ref: "refs/heads/master",
    before: documented.before,
    after: documented.after,
    commits: documented.commits.map(({ id }) => id),
    complete: false,
  };

  test("the documented push says what moved, and that two of four commits are not named", () => {
    const repository = { id: "15", path: "mike/diaspora" };
    expect(read("Push Hook", documented)).toEqual({ event: { name: "push", detail: { repository, ranges: [range] } } });
  });

  test("a push that names all its commits is complete, and a new branch has no commit before", () => {
    expect(read("Push Hook", { ...documented, total_commits_count: 2, before: NONE })).toMatchObject({
      event: { detail: { ranges: [{ before: null, complete: true }] } },
    });
  });

  test("tags are looked at as well, deletions are not", () => {
    const tag = { ...documented, object_kind: "tag_push", before: NONE, ref: "refs/tags/v1.0.0", commits: [], total_commits_count: 0 };
    expect(read("Tag Push Hook", tag)).toMatchObject({ event: { name: "push", detail: { ranges: [{ ref: "refs/tags/v1.0.0" }] } } });
    expect(read("Push Hook", { ...documented, after: NONE, checkout_sha: null, commits: [] })).toEqual({ ignored: "deletion" });
  });

  test("hooks of an instance tell in the body what they are about", () => {
    expect(read("System Hook", documented)).toMatchObject({ event: { name: "push" } });
    expect(read("System Hook", { event_name: "user_create", email: "js@gitlabhq.com" })).toEqual({ ignored: "System Hook" });
    // The example of GitLab's page "System hooks": merge requests have an event_type instead. Refusing them would switch the hook off.
    const mergeRequest = { object_kind: "merge_request", event_type: "merge_request", user: { id: 1 }, project: { id: 1 } };
    for (const body of [mergeRequest, { event_name: 7 }, [], "text", null]) {
      expect(read("System Hook", JSON.stringify(body))).toEqual({ ignored: "System Hook" });
    }
    expect(() => read("System Hook", "{")).toThrow(expect.objectContaining({ code: "malformed_body" }));
  });

  test.each([
    ["Vulnerability Hook", "Vulnerability Hook"],
    ["Something New Hook", "other"],
    ["", "other"],
  ])("the event %j is ignored as %j, whatever its body is", (event, word) => {
    expect(read(event, "not even JSON")).toEqual({ ignored: word });
  });

  test.each([
    ["a template of its own", { text: "John pushed" }],
    ["a commit that is none", { ...documented, after: "../../etc/passwd" }],
    ["a repository that leads elsewhere", { ...documented, project: { path_with_namespace: "mike/../../admin" } }],
  ])("a push with %s is malformed, and the complaint quotes nothing of it", (_name, body) => {
    expect(() => read("Push Hook", body)).toThrow(expect.objectContaining({ code: "malformed_body" }));
    expect(() => read("Push Hook", body)).not.toThrow(/passwd|admin|pushed/u);
  });

  // A host that is refused too often switches its hook off, and whoever may push chooses the ref.
  test("no name of a ref keeps a push from being looked at", () => {
    const bidi = `refs/heads/${"x".repeat(4_000)}\u202e\n\u0085`;
    const ranges = [{ ref: expect.stringMatching(/^refs\/heads\/x{488}…$/u), after: documented.after }];
    expect(read("Push Hook", { ...documented, ref: bidi })).toMatchObject({ event: { detail: { ranges } } });
    expect(read("Push Hook", { ...documented, ref: "" })).toMatchObject({ event: { detail: { ranges: [{ ref: "" }] } } });
  });
});

describe("Gitea", () => {
  const read = readBy(gitea(settings), "X-Gitea-Event");
  // The example of Gitea's page "Webhooks", which still has the secret in it.
  const documented = {
    secret: "3gEsCfjlV2ugRwgpU#w1*WaW*wa4NXgGmpCfkbG3",
    ref: "refs/heads/develop",
    before: "28e1879d029cb852e4844d9c718537df08844e03",
    after: "bffeb74224043ba2feb48d137756c8a9331c449a",
    commits: [{ id: "bffeb74224043ba2feb48d137756c8a9331c449a", message: "Webhooks Yay!" }],
    repository: { id: 140, name: "webhooks", full_name: "gitea/webhooks", private: false },
  };

  test("the documented push is read without its secret; it does not say how many commits there are", () => {
    const { after, before, ref } = documented;
    const detail = {
      repository: { id: "140", path: "gitea/webhooks" },
      ranges: [{ ref, before, after, commits: [after], complete: false }],
    };
    expect(read("push", documented)).toEqual({ event: { name: "push", detail } });
    expect(read("push", { ...documented, total_commits: 1 })).toMatchObject({ event: { detail: { ranges: [{ complete: true }] } } });
  });

  test("the events of its whole family are read, its own name first", () => {
    for (const name of ["X-Forgejo-Event", "X-Gogs-Event"]) {
      expect(readBy(gitea(settings), name)("push", documented)).toMatchObject({ event: { name: "push" } });
    }
    expect(gitea(settings)!.read(requestOf("{}", { "X-Forgejo-Event": "release", "X-Gogs-Event": "push" }))).toEqual({
      ignored: "release",
    });
    expect(readBy(gitea(settings), "X-GitHub-Event")("push", documented)).toEqual({ ignored: "other" });
  });

  test("a push in a form is read like any other, and a deletion is ignored", () => {
    const form = new URLSearchParams({ payload: JSON.stringify({ ...documented, after: NONE }) }).toString();
    const headers = { "X-Gitea-Event": "push", "Content-Type": "application/x-www-form-urlencoded; charset=utf-8" };
    expect(gitea(settings)!.read(requestOf(form, headers))).toEqual({ ignored: "deletion" });
  });
});

describe("Bitbucket", () => {
  const read = readBy(bitbucket(settings), "X-Event-Key");
  const [old, pushed] = ["1e65c05c1d5171631d92438a13901ca7dae9618c", "709d658dc5b6d6afcd46049c2f332ee3f515a67d"];
  const tip = (hash: string, type = "branch") => ({ type, name: "name-of-branch", target: { type: "commit", hash } });
  // The example of Atlassian's page "Event payloads" of Bitbucket Cloud, shortened.
  const cloud = (...changes: unknown[]) => ({
    repository: { uuid: "{673a6070-3421-46c9-9d48-90745f7bfe8e}", full_name: "team_name/repo_name", name: "repo_name" },
    push: { changes },
  });
  const server = { slug: "repository", id: 84, name: "repository", project: { key: "PROJ", id: 84 } };

  test("the documented push of Bitbucket Cloud, cut off after five commits, is not complete", () => {
    const body = cloud({ old: tip(old), new: tip(pushed), commits: [{ hash: pushed }], truncated: true, forced: false });
    const range = { ref: "refs/heads/name-of-branch", before: old, after: pushed, commits: [pushed], complete: false };
    const repository = { id: "{673a6070-3421-46c9-9d48-90745f7bfe8e}", path: "team_name/repo_name" };
    expect(read("repo:push", body)).toEqual({ event: { name: "push", detail: { repository, ranges: [range] } } });
    const whole = cloud({ old: tip(old), new: tip(pushed), commits: [{ hash: pushed }], truncated: false });
    expect(read("repo:push", whole)).toMatchObject({ event: { detail: { ranges: [{ complete: true }] } } });
  });

  test("a push may move several refs: new branches, tags, and deletions, which are left out", () => {
    const body = cloud(
      { old: null, new: tip(pushed) },
      { old: tip(old), new: null },
      { old: { type: "tag", name: "v1" }, new: tip(old, "tag") },
    );
    expect(read("repo:push", body)).toMatchObject({
      event: {
        detail: {
          ranges: [
            { ref: "refs/heads/name-of-branch", before: null },
            { ref: "refs/tags/name-of-branch", before: null },
          ],
        },
      },
    });
    expect(read("repo:push", cloud({ old: tip(old), new: null }))).toEqual({ ignored: "deletion" });
  });

  test("the documented push of Data Center names its own event, because it is fetched from elsewhere", () => {
    const [from, to] = ["ecddabb624f6f5ba43816f5926e580a5f680a932", "178864a7d521b6f5e720b386b2c2b0ef8563e0dc"];
    const ref = { id: "refs/heads/master", displayId: "master", type: "BRANCH" };
    const change = { ref, refId: ref.id, fromHash: from, toHash: to, type: "UPDATE" };
    const body = { eventKey: "repo:refs_changed", repository: server, changes: [change, { ...change, toHash: NONE, type: "DELETE" }] };
    const ranges = [{ ref: ref.id, before: from, after: to, commits: [], complete: false }];
    expect(read("repo:refs_changed", body)).toEqual({
      event: { name: "refs_changed", detail: { repository: { id: "84", path: "PROJ/repository" }, ranges } },
    });
  });

  test("where Data Center found secrets is kept: path, line, commit and rule", () => {
    const secretLocations = [{ ruleName: "AWS key", path: "deploy/.env", line: 3, commitId: pushed, repository: server }];
    const places = [{ path: "deploy/.env", line: 3, commit: pushed }];
    expect(read("repo:secret_detected", { eventKey: "repo:secret_detected", actor: {}, secretLocations })).toEqual({
      event: { name: "locations", detail: { repository: { id: "84", path: "PROJ/repository" }, places } },
    });
  });

  test("no name of a file keeps Data Center's other findings from being looked at", () => {
    const found = { ruleName: "AWS key", path: "deploy/.env", line: 3, commitId: pushed, repository: server };
    const secretLocations = [{ ...found, path: "x".repeat(5_000) }, { ...found, commitId: NONE }, { ...found, path: "a\n../b" }, found];
    const places = ["a\n../b", "deploy/.env"].map((path) => ({ path, line: 3, commit: pushed }));
    expect(read("repo:secret_detected", { secretLocations })).toMatchObject({ event: { detail: { places } } });
  });

  test("the ping of Data Center has no body worth reading", () => {
    expect(read("diagnostics:ping", '{"test":true}')).toEqual({ ignored: "diagnostics:ping" });
    expect(read("diagnostics:ping", "")).toEqual({ ignored: "diagnostics:ping" });
  });
});

describe("Azure DevOps", () => {
  const read = readBy(azure(settings), "x");
  // The example of Microsoft's page "Service hooks events", shortened.
  const [from, to] = ["aad331d8d3b131fa9ae03cf5e53965b51942618a", "33b55f7cb7e7e245323987634f960cf4a6e6bc74"];
  const documented = {
    id: "03c164c2-8912-4d5e-8009-3707d5f83734",
    eventType: "git.push",
    publisherId: "tfs",
    resource: {
      commits: [{ commitId: to, comment: "Fixed bug in web.config file" }],
      refUpdates: [{ name: "refs/heads/master", oldObjectId: from, newObjectId: to }],
      repository: {
        id: "278d5cd2-584d-4b63-824a-2ba458937249",
        name: "Fabrikam-Fiber-Git",
        project: { id: "6ce954b1", name: "Fabrikam Fiber" },
      },
    },
    resourceVersion: "1.0",
  };

  test("the documented push is read", () => {
    const repository = { id: "278d5cd2-584d-4b63-824a-2ba458937249", path: "Fabrikam Fiber/Fabrikam-Fiber-Git" };
    const ranges = [{ ref: "refs/heads/master", before: from, after: to, commits: [to], complete: false }];
    expect(read("", documented)).toEqual({ event: { name: "push", detail: { repository, ranges } } });
  });

  test("repositories are called what Azure DevOps lets people call them, and an id that leads elsewhere is none", () => {
    const push = (name: string, id: string) => {
      const repository = { id, name, project: { name: "R&D (Köln), 100%" } };
      return { ...documented, resource: { ...documented.resource, repository } };
    };
    const path = "R&D (Köln), 100%/it's new!";
    expect(read("", push("it's new!", "278d5cd2"))).toMatchObject({ event: { detail: { repository: { path } } } });
    for (const [name, id] of [
      ["x", ".."],
      ["x", "1/../2"],
      ["x", ""],
      ["..", "1"],
      ["a\\..", "1"],
      ["a\nb", "1"],
      ["\ud800", "1"],
    ] as const) {
      expect(() => read("", push(name, id))).toThrow(expect.objectContaining({ code: "malformed_body" }));
    }
  });

  test("a subscription that sends no details is told apart from one that is broken", () => {
    expect(read("", { ...documented, resource: null })).toEqual({ ignored: "no_details" });
    expect(read("", { ...documented, resource: { url: "https://dev.azure.com/x" } })).toEqual({ ignored: "no_details" });
    expect(() => read("", { ...documented, resource: { refUpdates: 17 } })).toThrow(expect.objectContaining({ code: "malformed_body" }));
    expect(read("", { eventType: "build.complete", resource: {} })).toEqual({ ignored: "build.complete" });
    expect(read("", { eventType: "ms.advancedsecurity.alert" })).toEqual({ ignored: "other" });
  });
});
