import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { post } from "../../src/simulate/post.ts";
import { fakeBitbucket } from "../../src/simulate/vendors/bitbucket.ts";
import { fakeAzure, fakeGitea, fakeGitlab } from "../../src/simulate/vendors/forges.ts";
import { fakeGithubWebhooks } from "../../src/simulate/vendors/github.ts";
import type { FakeVendor } from "../../src/simulate/vendors/vendor.ts";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { azureApi, bitbucketCloudApi, bitbucketServerApi, giteaApi, githubApi, gitlabApi } from "../helpers/hosts/apis.ts";
import { type Answering, FakeHost } from "../helpers/hosts/fake-host.ts";
import { type Mailbox, startMailbox } from "../helpers/mailbox.ts";
import { startTokenward, type Tokenward } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";

interface Move {
  readonly before: string;
  readonly after: string;
  /** The newest few, newest first. */
  readonly named: readonly string[];
  readonly total: number;
}

interface Way {
  readonly source: string;
  readonly vendor: FakeVendor;
  readonly api: Answering;
  readonly env: (url: string) => Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the host posts of a push: the shapes of each host's own page about its events, cut down to what is read. */
  readonly payload: (move: Move) => unknown;
}

const REF = "refs/heads/main";
const BITBUCKET = fakeBitbucket(["bitbucket-secret"]);
const API_TOKEN = "token-of-the-api";
const SERVER_REPOSITORY = { slug: "engine", id: 84, name: "engine", project: { key: "PROJ", id: 84 } };

/** GitHub says that it left commits out by naming as many as it ever names. */
const GITHUB_NAMES = 2_048;

const WAYS: Readonly<Record<string, Way>> = {
  GitHub: {
    source: "github",
    vendor: fakeGithubWebhooks(["github-secret"]),
    api: githubApi(),
    env: (url) => ({ GITHUB_API_URL: url, GITHUB_TOKEN: API_TOKEN }),
    headers: { "X-GitHub-Event": "push" },
    payload: ({ after, before, named, total }) => ({
      ref: REF,
      before,
      after,
      repository: { id: 7, full_name: "octo/engine" },
      commits: Array.from({ length: total > named.length ? GITHUB_NAMES : total }, (_, index) => ({ id: named[index % named.length] })),
    }),
  },
  GitLab: {
    source: "gitlab",
    vendor: fakeGitlab(["gitlab-token"]),
    api: gitlabApi(),
    env: (url) => ({ GITLAB_API_URL: url, GITLAB_API_TOKEN: API_TOKEN }),
    payload: ({ after, before, named, total }) => ({
      object_kind: "push",
      ref: REF,
      before,
      after,
      project_id: 15,
      project: { id: 15, path_with_namespace: "octo/engine" },
      commits: named.toReversed().map((id) => ({ id, message: "Deploy" })),
      total_commits_count: total,
    }),
  },
  Gitea: {
    source: "gitea",
    vendor: fakeGitea(["gitea-secret"]),
    api: giteaApi,
    env: (url) => ({ GITEA_API_URL: url, GITEA_API_TOKEN: API_TOKEN }),
    payload: ({ after, before, named, total }) => ({
      ref: REF,
      before,
      after,
      commits: named.map((id) => ({ id, message: "Deploy" })),
      total_commits: total,
      repository: { id: 7, full_name: "octo/engine" },
    }),
  },
  "Bitbucket Cloud": {
    source: "bitbucket",
    vendor: BITBUCKET,
    api: bitbucketCloudApi,
    env: (url) => ({ BITBUCKET_API_URL: `${url}/2.0`, BITBUCKET_API_TOKEN: API_TOKEN }),
    payload: ({ after, before, named, total }) => {
      const tip = (hash: string): object => ({ type: "branch", name: "main", target: { type: "commit", hash } });
      const commits = named.map((hash) => ({ hash, type: "commit" }));
      const change = { old: tip(before), new: tip(after), forced: false, commits, truncated: total > commits.length };
      return { repository: { full_name: "octo/engine", uuid: "{673a6070-3421-46c9-9d48-90745f7bfe8e}" }, push: { changes: [change] } };
    },
  },
  "Bitbucket Data Center": {
    source: "bitbucket",
    vendor: BITBUCKET,
    api: bitbucketServerApi,
    env: (url) => ({ BITBUCKET_SERVER_URL: url, BITBUCKET_SERVER_TOKEN: API_TOKEN }),
    headers: { "X-Event-Key": "repo:refs_changed" },
    payload: ({ after, before }) => ({
      eventKey: "repo:refs_changed",
      repository: SERVER_REPOSITORY,
      changes: [{ ref: { id: REF, displayId: "main", type: "BRANCH" }, refId: REF, fromHash: before, toHash: after, type: "UPDATE" }],
    }),
  },
  "Azure DevOps": {
    source: "azure",
    vendor: fakeAzure(["hook:azure-password"]),
    api: azureApi,
    env: (url) => ({ AZURE_API_URL: `${url}/octo`, AZURE_API_TOKEN: API_TOKEN }),
    payload: ({ after, before, named }) => ({
      eventType: "git.push",
      resource: {
        commits: named.map((commitId) => ({ commitId, comment: "Deploy" })),
        refUpdates: [{ name: REF, oldObjectId: before, newObjectId: after }],
        repository: { id: "278d5cd2-584d-4b63-824a-2ba458937249", name: "engine", project: { id: "6ce954b1", name: "Octo" } },
      },
    }),
  },
};

const MAX_COMMITS = 8;
const NAMED = 2;
const hosts = new Map<string, FakeHost>();
let service: Tokenward;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox();
  for (const [name, { api }] of Object.entries(WAYS)) hosts.set(name, await FakeHost.start(api));
  const env = Object.assign(
    {},
    ...Object.entries(WAYS).map(([name, way]) => ({ ...way.vendor.env, ...way.env(hosts.get(name)!.url) })),
  ) as object;
  const { url } = await testDatabase();
  const own = { DATABASE_URL: url.reveal("test"), DATA_DIR: await temporaryFolder(), SMTP_URL: mailbox.url };
  service = await startTokenward({ ...own, ...env, PUSH_MAX_COMMITS: String(MAX_COMMITS) });
});

afterAll(async () => await mailbox.close());

async function deliver({ headers, payload, vendor }: Way, body: unknown = payload): Promise<number> {
  const out = vendor.wrap(Buffer.from(JSON.stringify(body)));
  return (await post(service.url + out.path, out.body, { ...out.headers, ...headers }, 15_000)).status;
}

interface Detail {
  readonly state: string;
  readonly verdict: string;
  readonly occurrences: readonly { readonly url: string; readonly place: string }[];
}

async function detailOf(tokenId: string): Promise<Detail> {
  const { id } = (await service.incidentOf(tokenId))!;
  return (await service.call("GET", `/api/incidents/${id}`)).body;
}

async function metric(labels: string): Promise<number> {
  const text = await (await fetch(`${service.url}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`leaks_not_scanned_total{${labels}} `))
      ?.split(" ")[1] ?? 0,
  );
}

describe.each(Object.keys(WAYS))("a token that is pushed to %s:", (name) => {
  const way = WAYS[name]!;
  const host = (): FakeHost => hosts.get(name)!;

  /** Pushes a token and commits on top of it. */
  async function push(token: string, path: string, more: number): Promise<Move & { readonly leak: string }> {
    const { git } = host().repository;
    const before = await git.add("README.md", `${path}\n`);
    const leak = await git.add(path, `A=1\nB=2\nTOKEN=${token}\nC=3\n`);
    const after = more === 0 ? leak : await host().repository.grow(more);
    const commits = await host().repository.commits(after, before);
    return { before, after, leak, named: commits.slice(0, NAMED), total: commits.length };
  }

  it("is revoked and its owner mailed, by the commit that the event did not name, with path and line", async () => {
    const tokenName = `push-${Object.keys(WAYS).indexOf(name)}`;
    const { id, token } = await service.mint(tokenName);
    const move = await push(token, "deploy/.env", 5);
    expect(move.named).not.toContain(move.leak);
    const statuses = await Promise.all([1, 2, 3].map(() => deliver(way, way.payload(move))));
    expect(statuses.every((status) => status < 300)).toBe(true);
    await service.untilNotified([id], 60_000);
    expect(await service.introspect(token)).toEqual({ active: false });
    const { occurrences, state, verdict } = await detailOf(id);
    expect([state, verdict, occurrences.length]).toEqual(["revoked", "genuine", 1]);
    const [{ place, url }] = occurrences as [{ place: string; url: string }];
    expect(place).toBe("commit");
    expect(url.startsWith(`${host().url}/`)).toBe(true);
    for (const part of [move.leak, ".env"]) expect(url).toContain(part);
    expect(url).toMatch(/(?:[#L-]|line=)3$/u);
    const mails = mailbox.mails.filter((mail) => mail.subject?.includes(tokenName) === true);
    expect(mails).toHaveLength(1);
  });

  it("while the host is down the event is kept, and it is asked again with backoff", async () => {
    const { id, token } = await service.mint(`${name} late`);
    const move = await push(token, "late.env", 0);
    const begun = host().requests.length;
    let failures = 1;
    host().instead = () => (failures-- > 0 ? { status: 503, body: {} } : null);
    expect(await deliver(way, way.payload(move))).toBeLessThan(300);
    await service.untilNotified([id], 90_000);
    expect(host().requests.length).toBeGreaterThan(begun + 1);
    expect(await service.introspect(token)).toEqual({ active: false });
  });

  it("of more commits than are looked at the newest are, and that the others were not is told", async () => {
    const { token } = await service.mint(`${name} old`);
    const move = await push(token, "old.env", MAX_COMMITS);
    const before = await metric(`source="${way.source}",reason="commits"`);
    expect(await deliver(way, way.payload(move))).toBeLessThan(300);
    await until("the metric tells", async () => (await metric(`source="${way.source}",reason="commits"`)) === before + 1, {
      withinMs: 60_000,
    });
    await service.process.line(new RegExp(`"source":"${way.source}".*not scanned, because the push holds more commits`, "u"));
    expect(await service.introspect(token)).toMatchObject({ active: true });
  });
});

it("where Bitbucket Data Center detected secrets, our tokens are revoked", async () => {
  const way = WAYS["Bitbucket Data Center"]!;
  const { id, token } = await service.mint("detected");
  const commitId = await hosts.get("Bitbucket Data Center")!.repository.git.add("detected.env", `A=1\nTOKEN=${token}\n`);
  const secretLocations = [{ ruleName: "Tokenward", path: "detected.env", line: 2, commitId, repository: SERVER_REPOSITORY }];
  const event = { eventKey: "repo:secret_detected", date: "2026-11-21T12:00:00+0000", actor: { name: "admin" }, secretLocations };
  expect(await deliver({ ...way, headers: { "X-Event-Key": "repo:secret_detected" } }, event)).toBeLessThan(300);
  await service.untilNotified([id], 60_000);
  expect(await detailOf(id)).toMatchObject({
    state: "revoked",
    occurrences: [{ url: expect.stringContaining(`detected.env?at=${commitId}#2`) }],
  });
});

it("no token and no credential of a host is in anything that the service wrote", () => {
  const written = service.process.stdout() + service.process.stderr();
  expect(written).not.toMatch(/token-of-the-api|tokenward-[A-Za-z0-9_-]{40}/u);
});
