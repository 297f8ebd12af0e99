import { describe, expect, test } from "vitest";
import { accessOf, type Product } from "../../../src/hosts/access.ts";
import { azure } from "../../../src/hosts/azure/push.ts";
import { bitbucketCloud } from "../../../src/hosts/bitbucket/cloud.ts";
import { bitbucketServer } from "../../../src/hosts/bitbucket/server.ts";
import { gitea } from "../../../src/hosts/gitea/push.ts";
import { gitlab } from "../../../src/hosts/gitlab/push.ts";
import type { PushLimits } from "../../../src/hosts/push/budget.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { fakeGitea } from "../../../src/simulate/vendors/forges.ts";
import type { PushedRange } from "../../../src/sources/events/push.ts";
import giteaSource from "../../../src/sources/known/gitea.ts";
import { azureApi, bitbucketCloudApi, bitbucketServerApi, giteaApi, gitlabApi } from "../../helpers/hosts/apis.ts";
import { type Answering, FakeHost } from "../../helpers/hosts/fake-host.ts";
import { textFormat } from "../../helpers/text-format.ts";
import { received } from "../../helpers/vendors.ts";
import { sourceSettings } from "../../unit/sources/support.ts";

const token = new Secret("api-token");
const LIMITS: PushLimits = { commits: 1_000, files: 5_000, bytes: 1 << 26, calls: 1_000, seconds: 60 };

interface Kind {
  readonly api: Answering;
  readonly product: (url: string) => Product;
  readonly event: string;
  readonly repository: { readonly id: string | null; readonly path: string };
  /** What a file of this commit and line is linked as, below the host's address. */
  readonly link: (commit: string, path: string, line: number) => string;
}

const KINDS: Readonly<Record<string, Kind>> = {
  gitlab: {
    api: gitlabApi(),
    product: (url) => gitlab({ url, token }),
    event: "push",
    repository: { id: "15", path: "octo/engine" },
    link: (commit, path, line) => `/octo/engine/-/blob/${commit}/${path}#L${line}`,
  },
  gitea: {
    api: giteaApi,
    product: (url) => gitea({ url: `${url}/api/v1`, token }),
    event: "push",
    repository: { id: "7", path: "octo/engine" },
    link: (commit, path, line) => `/octo/engine/src/commit/${commit}/${path}#L${line}`,
  },
  "bitbucket cloud": {
    api: bitbucketCloudApi,
    product: (url) => bitbucketCloud({ url: `${url}/2.0`, token }),
    event: "push",
    repository: { id: null, path: "octo/engine" },
    link: (commit, path, line) => `/octo/engine/src/${commit}/${path}#lines-${line}`,
  },
  "bitbucket data center": {
    api: bitbucketServerApi,
    product: (url) => bitbucketServer({ url, token }),
    event: "refs_changed",
    repository: { id: "84", path: "PROJ/engine" },
    link: (commit, path, line) => `/projects/PROJ/repos/engine/browse/${path}?at=${commit}#${line}`,
  },
  azure: {
    api: azureApi,
    product: (url) => azure({ url: `${url}/octo`, token }),
    event: "push",
    repository: { id: "278d5cd2-584d-4b63-824a-2ba458937249", path: "Octo/engine" },
    link: (commit, path, line) => `/octo/Octo/_git/engine?path=${encodeURIComponent(`/${path}`)}&version=GC${commit}&line=${line}`,
  },
};

const FORMAT = textFormat("acme", "acme_", "here");
const scanner = createScanner({ formats: [FORMAT], decode: true });
const secretLine = (): string => `KEY=${FORMAT.example()}\n`;
const tokenIn = (line: string): string => line.trim().slice("KEY=".length);
const filler = (lines: number): string => Array.from({ length: lines }, (_, index) => `line ${index}\n`).join("");

describe.each(Object.entries(KINDS))("%s:", (_name, kind) => {
  async function start(api: Answering = kind.api) {
    const host = await FakeHost.start(api);
    const { git } = host.repository;
    const base = await git.add("README.md", filler(3));
    return {
      host,
      git,
      base,
      push: async (ranges: readonly Partial<PushedRange>[], limits: Partial<PushLimits> = {}) => {
        const whole = { ref: "refs/heads/main", before: base, commits: [], complete: false };
        const after = await git.git("rev-parse", "HEAD");
        const detail = { repository: kind.repository, ranges: ranges.map((range) => ({ ...whole, after, ...range })) };
        const access = accessOf([kind.product(host.url)], { scanner, limits: { ...LIMITS, ...limits } });
        const { omissions = [], reports } = await access.fetch({ name: kind.event, detail });
        return { omissions, found: reports.map((report) => [report?.token.reveal("test"), report?.url]), reports };
      },
    };
  }

  test("an added token is told with its commit, path and line, and by whom we asked", async () => {
    const { git, host, push } = await start();
    await git.add("src/config.ts", filler(40));
    const line = secretLine();
    const commit = await git.add("src/config.ts", `${filler(20)}${line}${filler(20)}`);
    const { found, omissions, reports } = await push([{}]);
    expect(found).toEqual([[tokenIn(line), host.url + kind.link(commit, "src/config.ts", 21)]]);
    expect(reports).toMatchObject([{ type: "acme", place: "commit" }]);
    expect(omissions).toEqual([]);
    expect(host.requests.every(({ headers }) => JSON.stringify(headers).includes("api-token") || headers.authorization !== undefined)).toBe(
      true,
    );
  });

  test("a token that the push takes away again is told by the commit that brought it, and what was there before is not", async () => {
    const { git, host, push } = await start();
    const old = secretLine();
    const base = await git.add("old.env", old);
    const line = secretLine();
    const brought = await git.add(".env", line);
    await git.add("other", "x\n");
    await git.remove(".env");
    await git.commit("take it away");
    expect((await push([{ before: base }])).found).toEqual([[tokenIn(line), host.url + kind.link(brought, ".env", 1)]]);
  });

  test("a push that names few of its commits is completed", async () => {
    const { git, host, push } = await start();
    const line = secretLine();
    await git.add("first.env", line);
    const after = await host.repository.grow(120);
    const { found, omissions } = await push([{ commits: [after] }]);
    expect([found.map(([text]) => text), omissions]).toEqual([[tokenIn(line)], []]);
  });

  test("what the event names is believed to be all when it says so, except of tags", async () => {
    const { git, push } = await start();
    await git.add("a.env", secretLine());
    const line = secretLine();
    const last = await git.add("b.env", line);
    const range = { commits: [last], complete: true };
    expect((await push([range])).found.map(([text]) => text)).toEqual([tokenIn(line)]);
    await git.git("checkout", "--quiet", "--detach");
    await git.git("branch", "--force", "main", "HEAD~2");
    expect((await push([{ ...range, ref: "refs/tags/v1", before: null, after: last }])).found).toHaveLength(2);
  });

  test("a new branch is held against the default branch, and the first push of that is all there is", async () => {
    const { base, git, push } = await start();
    const old = secretLine();
    await git.add("old.env", old);
    await git.git("checkout", "--quiet", "-b", "feature");
    const line = secretLine();
    await git.add("new.env", line);
    expect((await push([{ ref: "refs/heads/feature", before: null }])).found.map(([text]) => text)).toEqual([tokenIn(line)]);
    await git.git("checkout", "--quiet", "main");
    expect((await push([{ before: null }])).found.map(([text]) => text)).toEqual([tokenIn(old)]);
    expect(base).not.toBe("");
  });

  test("after a forced push, what was before may be gone: then it is read like a new branch", async () => {
    const { git, push } = await start();
    await git.git("checkout", "--quiet", "-b", "feature");
    const line = secretLine();
    const after = await git.add("new.env", line);
    const before = "1".repeat(40);
    expect((await push([{ ref: "refs/heads/feature", before, after, commits: [after] }])).found.map(([text]) => text)).toEqual([
      tokenIn(line),
    ]);
  });

  test("a binary file is looked at whole", async () => {
    const { git, push } = await start();
    const text = FORMAT.example();
    await git.add("settings.ini", Buffer.from(`\uFEFFkey=${text}\r\n`, "utf16le"));
    expect((await push([{}])).found.map(([one]) => one)).toEqual([text]);
  });

  test("beyond the limits nothing is looked at, and each limit says so", async () => {
    const { git, push } = await start();
    const lines = [secretLine(), secretLine(), secretLine()];
    for (const [index, line] of lines.entries()) await git.add(`${index}.env`, filler(200) + line);
    const newest = await push([{}], { commits: 1 });
    expect(newest.found.map(([text]) => text)).toEqual([tokenIn(lines[2]!)]);
    expect(newest.omissions).toEqual([{ reason: "commits", count: 1, where: expect.stringContaining(kind.repository.path) }]);
    for (const [reason, limits] of [
      ["files", { files: 1 }],
      ["bytes", { bytes: 1_500 }],
      ["calls", { calls: 3 }],
    ] as const) {
      const { found, omissions } = await push([{}], limits);
      expect([reason, found.length < 3, omissions.map((one) => one.reason)]).toEqual([reason, true, [reason]]);
    }
  });

  test("a host that is down, limits us for long or refuses our token is asked again later; one that limits us for a moment is waited for", async () => {
    const { git, host, push } = await start();
    const line = secretLine();
    await git.add(".env", line);
    for (const [status, headers, retryAfter] of [
      [503, {}, undefined],
      [429, { "retry-after": "3000" }, 3_000],
      [401, {}, undefined],
      [302, { location: "https://evil.example/" }, undefined],
      [302, { location: "/sign-in" }, undefined],
    ] as const) {
      host.instead = () => ({ status, headers, body: {} });
      await expect(push([{}])).rejects.toMatchObject({ code: "unavailable", retryAfter });
    }
    let limited = 2;
    host.instead = () => (limited-- > 0 ? { status: 429, headers: { "retry-after": "1" }, body: {} } : null);
    expect((await push([{}])).found.map(([text]) => text)).toEqual([tokenIn(line)]);
  });

  test("a repository that was renamed is read where the host says it is now, by one hop and within its API", async () => {
    const { git, host, push } = await start();
    const line = secretLine();
    await git.add(".env", line);
    const base = new URL(kind.product(host.url).api.url).pathname.replace(/\/$/u, "");
    const to = (location: string) => ({ status: 301, headers: { location }, body: {} });
    host.instead = ({ pathname, search }) => {
      const moved = pathname.slice(base.length).replace(/^\/now/u, "");
      return pathname.startsWith(`${base}/now/`) ? null : to(`${base}/now${moved}${search}`);
    };
    host.renamed = (path) => path.replace(`${base}/now/`, `${base}/`);
    expect((await push([{}])).found.map(([text]) => text)).toEqual([tokenIn(line)]);
    for (const location of ["https://evil.example/x", `${host.url}/elsewhere`, `${host.url}${base}/on/and/on`]) {
      host.requests.length = 0;
      host.instead = () => to(location);
      const { found, omissions } = await push([{}]);
      expect([found, omissions.map(({ reason }) => reason)]).toEqual([[], ["moved"]]);
      expect(host.requests.length).toBeLessThanOrEqual(4);
    }
  });

  test("a connection that breaks once is no failure; one that goes on breaking is asked about again later", async () => {
    const { git, host, push } = await start();
    const line = secretLine();
    await git.add(".env", line);
    let calls = 0;
    host.breaks = () => calls++ % 2 === 0;
    expect((await push([{}])).found.map(([text]) => text)).toEqual([tokenIn(line)]);
    host.breaks = () => true;
    await expect(push([{}])).rejects.toMatchObject({ code: "unavailable" });
  });

  test("answers that are not the documented ones are told as not scanned, and never pass for nothing found", async () => {
    const { git, host, push } = await start();
    await git.add(".env", secretLine());
    for (const [answer, reason] of [
      [{ body: "<html>Sign in</html>", headers: { "content-type": "text/html" } }, "unreadable"],
      [{ body: { values: [{ id: "../../admin", sha: "x", hash: "x" }] } }, "unreadable"],
      [{ status: 404, body: {} }, "gone"],
      [{ status: 422, body: {} }, "refused"],
    ] as const) {
      host.instead = () => answer;
      const { found, omissions } = await push([{}]);
      expect([found, omissions]).toEqual([[], [{ reason, count: 1, where: expect.any(String) }]]);
    }
  });
});

test("GitLab: a diff that is left out is completed by the file, and a commit of more files than GitLab tells says so", async () => {
  const host = await FakeHost.start(gitlabApi(new Set(["big.env"])));
  const { git } = host.repository;
  const before = await git.add("README.md", "x\n");
  const line = secretLine();
  const after = await git.add("big.env", filler(10) + line);
  const range = { ref: "refs/heads/main", before, after, commits: [], complete: false };
  const access = accessOf([gitlab({ url: host.url, token })], { scanner, limits: LIMITS });
  const fetch = async () => await access.fetch({ name: "push", detail: { repository: KINDS["gitlab"]!.repository, ranges: [range] } });
  const { omissions, reports } = await fetch();
  expect([reports.map((report) => report?.url), omissions]).toEqual([[`${host.url}/octo/engine/-/blob/${after}/big.env#L11`], []]);
  const file = { diff: "", new_path: "x", renamed_file: true, deleted_file: false };
  host.instead = (url) =>
    url.pathname.endsWith("/diff")
      ? { body: Number(url.searchParams.get("page")) > 10 ? [] : Array.from({ length: 100 }, () => file) }
      : null;
  expect((await fetch()).omissions).toMatchObject([{ reason: "host_limit" }]);
});

test("Bitbucket Data Center is asked with an access token, or with the name and password of a user", async () => {
  const host = await FakeHost.start(bitbucketServerApi);
  const after = await host.repository.git.add("README.md", "x\n");
  const range = { ref: "refs/heads/main", before: null, after, commits: [], complete: false };
  const sent = async (text: string): Promise<unknown> => {
    const access = accessOf([bitbucketServer({ url: host.url, token: new Secret(text) })], { scanner, limits: LIMITS });
    await access.fetch({ name: "refs_changed", detail: { repository: { id: "84", path: "PROJ/engine" }, ranges: [range] } });
    return host.requests.at(-1)!.headers.authorization;
  };
  expect(await sent("NjU0MzIxab+c/d")).toBe("Bearer NjU0MzIxab+c/d");
  expect(await sent("scanner:pässword")).toBe(`Basic ${Buffer.from("scanner:pässword").toString("base64")}`);
});

test("Gitea: a new branch is read whole, whatever its event lists and counts: it looks at ten commits of one", async () => {
  const host = await FakeHost.start(giteaApi);
  const { git } = host.repository;
  await git.add("README.md", "x\n");
  await git.git("checkout", "--quiet", "-b", "feature");
  const line = secretLine();
  await git.add("first.env", line);
  const after = await host.repository.grow(14);
  const listed = (await host.repository.commits(after, "main")).slice(0, 10).map((id) => ({ id, message: "x" }));
  const vendor = fakeGitea(["secret"]);
  const source = giteaSource(sourceSettings({ giteaSecrets: new Secret(["secret"]) }))!;
  const access = accessOf([gitea({ url: host.url, token })], { scanner, limits: LIMITS });
  for (const before of ["0".repeat(40), null]) {
    const repository = { id: 7, full_name: "octo/engine" };
    const payload = { ref: "refs/heads/feature", before, after, commits: listed, total_commits: listed.length, repository };
    const read = source.read(received(vendor.wrap(Buffer.from(JSON.stringify(payload)))));
    if ("ignored" in read) throw new Error(`ignored: ${read.ignored}`);
    const { omissions, reports } = await access.fetch(read.event);
    expect([reports.map((one) => one?.token.reveal("test")), omissions]).toEqual([[tokenIn(line)], []]);
  }
});

test("Bitbucket Cloud's pages are asked for at the configured address, wherever they say they are", async () => {
  const host = await FakeHost.start(bitbucketCloudApi);
  const { git } = host.repository;
  const before = await git.add("README.md", "x\n");
  const after = await host.repository.grow(150);
  const range = { ref: "refs/heads/main", before, after, commits: [], complete: false };
  const access = accessOf([bitbucketCloud({ url: `${host.url}/2.0`, token })], { scanner, limits: LIMITS });
  await access.fetch({ name: "push", detail: { repository: { id: null, path: "octo/engine" }, ranges: [range] } });
  const pages = host.requests.filter(({ path }) => path.includes("/commits?"));
  expect(pages.map(({ path }) => new URL(path, host.url).searchParams.get("include"))).toEqual([after, after]);
  expect(host.requests.filter(({ path }) => path.includes("/diff/"))).toHaveLength(150);
});

test("Data Center's detected secrets are looked up in their files; Cloud's events are told apart from them", async () => {
  const host = await FakeHost.start(bitbucketServerApi);
  const { git } = host.repository;
  const line = secretLine();
  const commit = await git.add("deploy/.env", `A=1\nB=2\n${line}`);
  const access = accessOf([bitbucketServer({ url: host.url, token })], { scanner, limits: LIMITS });
  const repository = { id: "84", path: "PROJ/engine" };
  const place = { path: "deploy/.env", line: 3, commit };
  const { omissions, reports } = await access.fetch({
    name: "locations",
    detail: { repository, places: [place, { ...place, line: 4 }, { ...place, path: "gone" }] },
  });
  expect(reports.map((report) => [report?.token.reveal("test"), report?.url])).toEqual([
    [tokenIn(line), `${host.url}/projects/PROJ/repos/engine/browse/deploy/.env?at=${commit}#3`],
  ]);
  expect(omissions).toEqual([{ reason: "gone", count: 1, where: `PROJ/engine ${commit} gone` }]);
  const cloudEvent = { name: "push", detail: { repository, ranges: [] } };
  expect(await access.fetch(cloudEvent)).toEqual({ reports: [], omissions: [{ reason: "no_access", count: 1, where: "PROJ/engine" }] });
  expect([access.ownsHost("127.0.0.1"), access.ownsHost("evil.example")]).toEqual([true, false]);
});
