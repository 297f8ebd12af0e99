import { createServer, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diagnoseHosts } from "../../../src/compose/intakes/diagnose-hosts.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { FakeGithubApp } from "../../../src/simulate/vendors/github-app.ts";
import { close, listen } from "../../unit/sources/support.ts";

interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

const TOKEN = "a-token-that-reads";
let answer: (request: IncomingMessage) => Answer;
const asked: IncomingMessage[] = [];
const server = createServer((request, response) => {
  asked.push(request);
  const { body = {}, status = 200 } = answer(request);
  response.writeHead(status, { "content-type": "application/json" }).end(typeof body === "string" ? body : JSON.stringify(body));
});
let url: string;
let github: FakeGithubApp;
beforeAll(async () => {
  url = await listen(server);
  github = await FakeGithubApp.start(["secret"]);
});
afterAll(async () => await Promise.all([close(server), github.stop()]));

const HOSTS: Readonly<
  Record<string, { readonly title: string; readonly env: () => Readonly<Record<string, string>>; readonly path: string }>
> = {
  gitlab: {
    title: "GitLab",
    env: () => ({ GITLAB_API_URL: url, GITLAB_API_TOKEN: TOKEN }),
    path: "/api/v4/personal_access_tokens/self",
  },
  gitea: { title: "Gitea", env: () => ({ GITEA_API_URL: url, GITEA_API_TOKEN: TOKEN }), path: "/api/v1/repos/search?limit=1" },
  "bitbucket cloud": {
    title: "Bitbucket Cloud",
    env: () => ({ BITBUCKET_API_URL: `${url}/2.0`, BITBUCKET_API_TOKEN: TOKEN }),
    path: "/2.0/user",
  },
  "bitbucket data center": {
    title: "Bitbucket Data Center",
    env: () => ({ BITBUCKET_SERVER_URL: url, BITBUCKET_SERVER_TOKEN: TOKEN }),
    path: "/rest/api/latest/projects?limit=1",
  },
  azure: {
    title: "Azure DevOps",
    env: () => ({ AZURE_API_URL: `${url}/octo`, AZURE_API_TOKEN: TOKEN }),
    path: "/octo/_apis/git/repositories?api-version=7.0",
  },
};

const diagnosed = async (env: Readonly<Record<string, string>>) => await diagnoseHosts(loadConfig(env).config);

test.each(Object.entries(HOSTS))("%s is asked one question with the token, and what it says is told without it", async (_name, host) => {
  asked.length = 0;
  const name = `host ${host.title}`;
  const where = new URL(url).host;
  answer = () => ({ body: { scopes: ["read_api"] } });
  const told = await diagnosed(host.env());
  expect(told).toEqual([{ name, verdict: "ok", found: expect.stringContaining(`${where} takes the token`) }]);
  expect(asked.map((request) => request.url)).toEqual([host.path]);
  for (const [status, body, found] of [
    [401, { message: TOKEN }, "does not take the token (401)"],
    [203, "<html>Sign in</html>", "does not take the token (203)"],
    [404, {}, "has no such API there (404)"],
    [503, {}, "answered 503"],
    [302, {}, "answered 302"],
  ] as const) {
    answer = () => ({ status, body });
    const failed = await diagnosed(host.env());
    expect(failed).toEqual([{ name, verdict: "failed", found: expect.stringContaining(found), advice: expect.any(String) }]);
    expect(JSON.stringify(failed)).not.toContain(TOKEN);
  }
});

test("what a token cannot do is a warning that says what to give it", async () => {
  answer = () => ({ body: { scopes: ["read_user", "<script>"], expires_at: "2027-01-31" } });
  expect(await diagnosed(HOSTS["gitlab"]!.env())).toMatchObject([
    {
      verdict: "warning",
      found: expect.stringMatching(/; its scopes read_user, until 2027-01-31$/u),
      advice: "give it the scope read_api, without which pushes are not scanned",
    },
  ]);
  answer = () => ({ status: 403 });
  expect(await diagnosed(HOSTS["gitea"]!.env())).toMatchObject([
    { verdict: "failed", found: expect.stringContaining("no repository (403)") },
  ]);
  expect(await diagnosed(HOSTS["bitbucket cloud"]!.env())).toMatchObject([{ verdict: "ok" }]);
});

test("a host that cannot be reached is a failure, and hides no other", async () => {
  answer = () => ({});
  const env = { ...HOSTS["azure"]!.env(), GITEA_API_URL: "http://127.0.0.1:9", GITEA_API_TOKEN: TOKEN };
  expect(await diagnosed(env)).toMatchObject([
    { name: "host Gitea", verdict: "failed", found: expect.stringContaining("could not be reached") },
    { name: "host Azure DevOps", verdict: "ok" },
  ]);
});

test("GitHub tells what the App may do, or only that it takes the token", async () => {
  const { env } = github;
  expect(await diagnosed(env)).toMatchObject([
    { name: "host GitHub", verdict: "ok", found: expect.stringContaining("secret_scanning_alerts: write, contents: read") },
  ]);
  github.permissions = { secret_scanning_alerts: "read" };
  expect(await diagnosed(env)).toMatchObject([
    {
      verdict: "warning",
      advice: expect.stringMatching(/^give it the permission secret_scanning_alerts: write.*; and the permission contents: read/u),
    },
  ]);
  expect(await diagnosed({ ...env, GITHUB_APP_ID: "1" })).toMatchObject([
    { verdict: "failed", found: "GitHub's API answers 401", advice: expect.any(String) },
  ]);
  const byToken = { GITHUB_API_URL: github.apiUrl, GITHUB_WEBHOOK_SECRET: "secret" };
  expect(await diagnosed({ ...byToken, GITHUB_TOKEN: "ghp_fake" })).toMatchObject([{ verdict: "ok" }]);
  const wrong = await diagnosed({ ...byToken, GITHUB_TOKEN: "ghp_wrong" });
  expect(wrong).toMatchObject([{ verdict: "failed" }]);
  expect(JSON.stringify(wrong)).not.toContain("ghp_wrong");
});
