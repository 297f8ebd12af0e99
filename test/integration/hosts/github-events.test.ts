import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/rest";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { boundedFetch } from "../../../src/hosts/github/bounded-fetch.ts";
import { catchUp } from "../../../src/hosts/github/deliveries.ts";
import { createScanner } from "../../../src/scan/scanner.ts";
import { FakeGithubApp } from "../../../src/simulate/vendors/github-app.ts";
import type { Report, SourceEvent } from "../../../src/sources/source.ts";
import { githubApi } from "../../helpers/hosts/apis.ts";
import { FakeHost } from "../../helpers/hosts/fake-host.ts";
import { accessTo, eventIn, followerOf, readHook } from "../../helpers/hosts/github-app.ts";
import { textFormat } from "../../helpers/text-format.ts";

let far: FakeGithubApp;
beforeEach(async () => {
  far = await FakeGithubApp.start(["secret"]);
});
afterEach(async () => {
  await far.stop();
});

const ENGINE = { id: 186_853_002, full_name: "octo/engine" };
const installed = () => ({ installation: { id: far.installation } });

/** Everything that an event leads to, followed to its end. */
async function followed(event: SourceEvent): Promise<string[]> {
  const access = followerOf(far);
  const open = [event];
  const found: (Report | null)[] = [];
  for (const next of open) {
    const answer = await access.fetch(next);
    found.push(...answer.reports);
    open.push(...(answer.next ?? []));
  }
  return found.map((one) => one!.token.reveal("compare")).toSorted();
}

describe("a scan of a repository that ended", () => {
  test("leads to every open alert of that repository, page by page, and to no other", async () => {
    far.pageSize = 2;
    for (const name of ["a", "b", "c", "d", "e"]) far.raise(name);
    far.alerts[1]!.state = "resolved";
    far.raise("elsewhere", { repository: "octo/other" });
    const hook = far.hook("secret_scanning_scan", { action: "completed", type: "backfill", repository: ENGINE, ...installed() });
    expect(await followed(eventIn(hook))).toEqual(["a", "c", "d", "e"]);
  });

  test("names no repository when it was of an organisation: then it is counted and asks nothing of us", () => {
    const hook = far.hook("secret_scanning_scan", { action: "completed", ...installed() });
    expect(readHook(hook)).toEqual({ ignored: expect.any(String) });
  });
});

describe("repositories of an installation", () => {
  test("that were added are looked through, and those that were there before are not", async () => {
    far.repositories.push("octo/new");
    far.raise("old");
    far.raise("new", { repository: "octo/new" });
    const added = [{ id: 2, full_name: "octo/new" }];
    const hook = far.hook("installation_repositories", { action: "added", repositories_added: added, ...installed() });
    expect(await followed(eventIn(hook))).toEqual(["new"]);
  });

  test("that were removed ask nothing of us", () => {
    const hook = far.hook("installation_repositories", { action: "removed", repositories_removed: [ENGINE], ...installed() });
    expect(readHook(hook)).toEqual({ ignored: expect.any(String) });
  });

  test("are all looked through when too many are added at once to be named in one event", async () => {
    const added = Array.from({ length: 201 }, (_, index) => ({ id: index + 1, full_name: `octo/r${index}` }));
    const hook = far.hook("installation_repositories", { action: "added", repositories_added: added, ...installed() });
    expect(eventIn(hook)).toMatchObject({ name: "installation", detail: { installation: far.installation, page: 1 } });
  });

  test("are listed as far as GitHub's own link to the next page goes, however few a page holds", async () => {
    far.pageSize = 2;
    far.repositories.push("octo/b", "octo/c", "octo/d", "octo/e");
    for (const repository of far.repositories) far.raise(repository, { repository });
    const hook = far.hook("installation", { action: "created", ...installed() });
    expect(await followed(eventIn(hook))).toEqual([...far.repositories].toSorted());
    expect(far.asked.filter((path) => path === "GET /installation/repositories")).toHaveLength(3);
  });
});

describe("the catch-up of missed deliveries", () => {
  const never = new AbortController().signal;
  const HOUR = 3_600_000;
  const say = (): void => undefined;

  /** As the App, without the pause of a second that GitHub asks for between two requests of which each changes something. */
  function unhurried(): Octokit {
    const { apiUrl, app } = accessTo(far);
    const auth = { appId: app!.id, privateKey: app!.privateKey.reveal("test") };
    const log = { debug: say, info: say, warn: say, error: say };
    return new Octokit({ baseUrl: apiUrl, log, request: { fetch: boundedFetch(apiUrl) }, authStrategy: createAppAuth, auth });
  }

  /** So many that failed, the newest of `name-0`. */
  function missed(count: number, name: string, ageMs = HOUR): void {
    const at = new Date(Date.now() - ageMs).toISOString();
    const first = BigInt(far.deliveries.length);
    const list = Array.from({ length: count }, (_, index) => ({
      id: 9_007_199_254_740_993n + first + BigInt(count - index),
      guid: `${name}-${index}`,
      status: "timed out",
      status_code: 0,
      delivered_at: at,
      redelivery: false,
      event: "secret_scanning_alert",
    }));
    far.deliveries.unshift(...list);
  }

  const asked = (): number => far.asked.filter((path) => path.endsWith("/attempts")).length;
  const idOf = (guid: string): string => String(far.deliveries.find((one) => one.guid === guid)!.id);

  test("asks for 500 at a time, and looks at all of them again until none is left over", async () => {
    missed(620, "many");
    const first = await catchUp(unhurried(), null, new Date(), never);
    expect([asked(), JSON.parse(first.state)]).toMatchObject([500, { newest: null }]);
    for (const one of far.deliveries)
      if (far.asked.includes(`POST /app/hook/deliveries/${one.id}/attempts`)) Object.assign(one, { status: "OK" });
    const second = await catchUp(unhurried(), first.state, new Date(), never);
    expect([asked(), JSON.parse(second.state)]).toMatchObject([620, { newest: idOf("many-0") }]);
  });

  test("looks at a hundred pages at most", async () => {
    far.pageSize = 1;
    missed(130, "long");
    await catchUp(unhurried(), null, new Date(), never);
    expect([far.asked.filter((path) => path === "GET /app/hook/deliveries").length, asked()]).toEqual([100, 100]);
  });

  test("leaves what is older than three days, which GitHub delivers no more", async () => {
    missed(2, "old", 73 * HOUR);
    missed(3, "new", 71 * HOUR);
    await catchUp(unhurried(), null, new Date(), never);
    expect(asked()).toBe(3);
  });

  test("asks for one delivery five times, and then leaves it: it was refused, and not missed", async () => {
    let state: string | null = null;
    for (let round = 0; round < 8; round++) {
      // As GitHub lists it: an attempt of its own, of the same delivery.
      missed(1, "refused");
      ({ state } = await catchUp(unhurried(), state, new Date(), never));
    }
    expect(asked()).toBe(5);
  });

  test("goes on where it was stopped", async () => {
    missed(3, "stopped");
    const stopped = await catchUp(unhurried(), null, new Date(), AbortSignal.abort());
    expect([stopped.asked, asked(), JSON.parse(stopped.state)]).toEqual([0, 0, { newest: null, pending: {} }]);
    await catchUp(unhurried(), stopped.state, new Date(), never);
    expect(asked()).toBe(3);
  });
});

test("what was pushed is read with the token of the App's installation, also where the event does not name it", async () => {
  const host = await FakeHost.start(githubApi());
  const { git } = host.repository;
  const format = textFormat("acme", "acme_", "here");
  const before = await git.add("README.md", "x\n");
  const token = format.example();
  const leak = await git.add("deploy/.env", `A=1\nTOKEN=${token}\n`);
  const after = await host.repository.grow(3);
  far.contents = async (url) => await githubApi()(url, host.repository);
  const access = followerOf(far, {}, createScanner({ formats: [format], decode: true }));
  const push = { ref: "refs/heads/main", before, after, commits: [{ id: after }], repository: ENGINE };
  for (const by of [installed(), {}]) {
    far.asked.length = 0;
    const { omissions, reports } = await access.fetch(
      eventIn(far.hook("push", { ...push, commits: Array.from({ length: 2_048 }, () => ({ id: after })), ...by })),
    );
    expect(reports.map((one) => [one?.token.reveal("compare"), one?.url])).toEqual([
      [token, `${far.apiUrl}/octo/engine/blob/${leak}/deploy/.env#L2`],
    ]);
    expect(omissions).toEqual([]);
  }
  expect(far.asked).toContain("GET /repos/octo/engine/installation");
  expect((await access.fetch(eventIn(far.hook("push", { ...push, repository: { id: 2, full_name: "octo/other" } })))).omissions).toEqual([
    { reason: "gone", count: 1, where: "octo/other" },
  ]);
});
