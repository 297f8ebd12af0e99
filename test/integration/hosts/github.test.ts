import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { GithubClients } from "../../../src/hosts/github/clients.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import { FakeGithubApp } from "../../../src/simulate/vendors/github-app.ts";
import type { Report } from "../../../src/sources/source.ts";
import { accessTo, eventIn, followerOf } from "../../helpers/hosts/github-app.ts";
import { close, listen } from "../../unit/sources/support.ts";

let far: FakeGithubApp;
beforeAll(async () => {
  far = await FakeGithubApp.start(["secret"]);
});
afterAll(async () => {
  await far.stop();
});
afterEach(() => {
  far.down = false;
  far.asked.length = 0;
});

const plain = (reports: readonly (Report | null)[]) => reports.map((one) => ({ ...one, token: one?.token.reveal("compare") }));

test("an alert becomes a report for every place, through all pages of them, with links for people", async () => {
  const alert = far.raise("token-1", { places: 230 });
  const { reports } = await followerOf(far).fetch(eventIn(far.alertHook(alert)));
  expect(reports).toHaveLength(230);
  expect(new Set(reports.map((one) => one?.url)).size).toBe(230);
  expect(plain(reports)[229]).toEqual({
    token: "token-1",
    alert: { repository: { id: "186853002", path: "octo/engine" }, number: alert.number, installation: 2 },
    type: "tokenward_api_token",
    url: `https://github.com/octo/engine/blob/${"a0e5".padStart(40, "0")}/config/229.env#L7`,
    place: "commit",
  });
});

test("a secret that comes as base64 is decoded", async () => {
  const { reports } = await followerOf(far).fetch(eventIn(far.alertHook(far.raise("token-2", { isBase64: true }))));
  expect(plain(reports)).toMatchObject([{ token: "token-2" }]);
});

test("an alert of which GitHub tells no place is reported with its own address", async () => {
  const { reports } = await followerOf(far).fetch(eventIn(far.alertHook(far.raise("token-3", { places: 0 }))));
  expect(plain(reports)).toMatchObject([{ token: "token-3", place: "alert", url: expect.stringContaining("/security/secret-scanning/") }]);
});

test("an alert that is gone, and an App that is not installed there, are ends and not errors", async () => {
  const access = followerOf(far);
  const gone = { ...far.raise("token-4"), number: 4_711 };
  expect(await access.fetch(eventIn(far.alertHook(gone)))).toEqual({ reports: [] });
  const elsewhere = { name: "alert", detail: { repository: { id: "1", path: "octo/other" }, number: 1, installation: null } };
  expect(await access.fetch(elsewhere)).toEqual({ reports: [] });
});

test("the token of an installation is made once, and asked for by repository where the event does not name it", async () => {
  const access = followerOf(far);
  const { detail, name } = eventIn(far.alertHook(far.raise("token-5")));
  await access.fetch({ name, detail });
  await access.fetch({ name, detail: { ...(detail as object), installation: null } });
  expect(far.asked.filter((one) => one.endsWith("/access_tokens"))).toHaveLength(1);
  expect(far.asked.filter((one) => one.endsWith("/installation"))).toEqual(["GET /repos/octo/engine/installation"]);
});

test("without an App, a token asks", async () => {
  const access = followerOf(far, { app: null, token: new Secret("ghp_fake") });
  expect((await access.fetch(eventIn(far.alertHook(far.raise("token-6"))))).reports).toHaveLength(1);
  await expect(
    followerOf(far, { app: null, token: new Secret("ghp_wrong") }).fetch(eventIn(far.alertHook(far.alerts[0]!))),
  ).rejects.toThrow(expect.objectContaining({ code: "unavailable", message: "GitHub's API answers 401" }));
});

test("GitHub that is down, limits us or is not there is unavailable, and the message holds no address", async () => {
  const event = eventIn(far.alertHook(far.raise("token-7")));
  far.down = true;
  await expect(followerOf(far).fetch(event)).rejects.toThrow(expect.objectContaining({ code: "unavailable" }));
  await expect(followerOf(far, { apiUrl: "http://127.0.0.1:9" }).fetch(event)).rejects.toThrow(
    expect.objectContaining({ code: "unavailable" }),
  );
  const reset = String(Math.ceil(Date.now() / 1_000) + 900);
  const limiting = createServer((_, response) => {
    response.writeHead(403, { "content-type": "application/json", "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset });
    response.end(JSON.stringify({ message: "API rate limit exceeded" }));
  });
  const error = await followerOf(far, { apiUrl: await listen(limiting) })
    .fetch(event)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "unavailable", message: "GitHub's API answers 403" });
  expect((error as { retryAfter: number }).retryAfter).toBeGreaterThan(800);
  await close(limiting);
}, 20_000);

test("an answer that leads to another host, or elsewhere, is not followed", async () => {
  const asked: string[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(String(request.headers.authorization));
    response.end("[]");
  });
  const address = await listen(elsewhere);
  const leading = createServer((request, response) => {
    if (request.url?.endsWith("/redirect") === true) response.writeHead(302, { location: address }).end();
    else response.writeHead(200, { "content-type": "application/json", link: `<${address}/x>; rel="next"` }).end("[]");
  });
  const clients = new GithubClients(accessTo(far, { apiUrl: await listen(leading), app: null, token: new Secret("ghp_fake") }));
  const client = await clients.forInstallation(1);
  await expect(client.paginate("GET /repos/a/b/issues")).rejects.toThrow("leads to another host");
  await expect(client.request("GET /redirect")).rejects.toThrow("it leads where it is not followed");
  expect(asked).toEqual([]);
  await close(leading);
  await close(elsewhere);
}, 20_000);

test("an alert of a repository that was renamed is read and resolved where GitHub says it is now; one that left GitHub is gone", async () => {
  const asked: string[] = [];
  let elsewhere = "";
  const renaming = createServer((request, response) => {
    const { method = "", url = "" } = request;
    asked.push(`${method} ${url.replace(/\?.*$/u, "")}`);
    const isOld = url.startsWith("/repos/octo/old/");
    const location = `${elsewhere}${url.replace("/repos/octo/old/", "/repositories/7/")}`;
    const alert = { number: 1, state: method === "GET" ? "open" : "resolved", secret: "token-8", html_url: "https://github.com/x" };
    const headers = isOld ? { location } : { "content-type": "application/json" };
    response.writeHead(!isOld ? 200 : method === "GET" ? 301 : 307, headers);
    response.end(JSON.stringify(url.includes("/locations") ? [] : alert));
  });
  const access = followerOf(far, { apiUrl: await listen(renaming), app: null, token: new Secret("ghp_fake") });
  const detail = { repository: { id: "7", path: "octo/old" }, number: 1, installation: null };
  expect(plain((await access.fetch({ name: "alert", detail })).reports)).toMatchObject([{ token: "token-8" }]);
  expect(await access.reportBack!(detail, "incident")).toBe("resolved");
  expect(asked).toContain("PATCH /repositories/7/secret-scanning/alerts/1");
  elsewhere = "https://evil.example";
  expect(await access.fetch({ name: "alert", detail })).toEqual({ reports: [] });
  await close(renaming);
}, 20_000);
