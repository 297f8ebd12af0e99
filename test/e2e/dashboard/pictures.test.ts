import { mkdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { type App, startApp } from "../../helpers/app.ts";
import { installedChromium, openBrowser } from "../../helpers/browser.ts";
import { signIn, visit } from "../../helpers/dashboard.ts";
import { leak } from "../../helpers/leaks.ts";
import { describeWith } from "../../helpers/skip.ts";
import { until } from "../../helpers/until.ts";

// The pictures of the README, made anew when asked for: PICTURES=1 npx vitest run test/e2e/dashboard/pictures.test.ts
const FOLDER = fileURLToPath(new URL("../../../docs/pictures/", import.meta.url));
const MAKES = process.env["PICTURES"] !== undefined;
const NAMES = ["needs-a-person", "incident", "on-a-phone"];
const MOST_BYTES = 150_000;

/** Tokens of an ordinary day: what they are called, whose they are, where they were found, and how many minutes ago. */
const DAY: readonly (readonly [string, string, string, string, number])[] = [
  ["nightly build", "Mina Okafor", "aurora-labs/pipelines/blob/main/.env.ci", "content", 7 * 60],
  ["release from laptop", "Jonas Weber", "jweber/dotfiles/blob/master/.pypirc", "content", 5 * 60 + 20],
  ["docs preview", "Priya Nair", "harbor-docs/site/pull/118", "pull_request_body", 4 * 60],
  ["staging deploy", "Tomás Rey", "reyt/infra/blob/main/deploy/values.yaml", "content", 3 * 60 + 5],
  ["benchmarks", "Aiko Tanaka", "tanaka-a/bench/issues/42", "issue_comment", 130],
  ["mirror sync", "Leah Cohen", "mirror-tools/sync/blob/dev/config.toml", "content", 95],
  ["notebook", "Samuel Osei", "osei/experiments/blob/main/train.ipynb", "content", 61],
  ["publish @core", "Elena Petrova", "core-ui/core/commit/9f2c1aa", "commit_comment", 34],
  ["ci-upload", "Mina Okafor", "aurora-labs/uploader/blob/main/publish.sh", "content", 12],
];

async function aDay(app: App): Promise<string[]> {
  const incidents: string[] = [];
  for (const [name, owner, place, source, minutes] of DAY) {
    const email = `${owner.split(" ")[1]!.toLowerCase()}@example.com`;
    const { incident } = await leak(app, {
      token: { name, owner: { name: owner, email } },
      record: { url: `https://github.com/${place}`, source },
    });
    await until("it is revoked", async () => (await app.get(`/api/incidents/${incident}`)).body["revoked_at"], { withinMs: 60_000 });
    await app.db.query(
      `update incidents set reported_at = reported_at - make_interval(mins => $2), verified_at = verified_at - make_interval(mins => $2),
         revoked_at = revoked_at - make_interval(mins => $2), notified_at = notified_at - make_interval(mins => $2),
         token_created_at = token_created_at - interval '40 days' where id = $1`,
      [incident, minutes],
    );
    incidents.push(incident);
  }
  return incidents;
}

/** Two owners answered, one mail did not arrive, and two people are at it. */
async function workOn(app: App, incidents: readonly string[]): Promise<void> {
  const [, laptop, , staging, , mirror] = incidents as [string, string, string, string, string, string];
  const ada = await visit(app, "responder", "Ada");
  await visit(app, "admin", "Grace");
  for (const [incident, why] of [
    [laptop, "the owner asks: it was the token of the release robot"],
    [staging, "seen in a second repository after the owner had replaced it"],
    [mirror, "the owner cannot be reached at any of their addresses"],
  ] as const) {
    await app.post(`/api/incidents/${incident}/close`, { reason: "replaced by its owner" });
    await app.post(`/api/incidents/${incident}/reopen`, { reason: why });
  }
  await ada.post(`/admin/incidents/${laptop}/assign`, { to: "Ada" });
  await ada.post(`/admin/incidents/${staging}/assign`, { to: "role:admin" });
  await ada.post(`/admin/incidents/${laptop}/comment`, {
    text: "Jonas says that the robot has its own token. @Grace, may it stay revoked?",
  });
}

describeWith(installedChromium(), "pictures of the dashboard", (chromium) => {
  let app: App;
  let open: Awaited<ReturnType<typeof openBrowser>>;
  let incidents: string[];
  beforeAll(async () => {
    app = await startApp({ role: "all" });
    incidents = await aDay(app);
    await workOn(app, incidents);
    open = await openBrowser(chromium);
    if (MAKES) await mkdir(FOLDER, { recursive: true });
  }, 300_000);

  const show = async (page: Page, path: string, name: string): Promise<void> => {
    await page.goto(app.url + path);
    expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"), name).toBeLessThanOrEqual(0);
    if (MAKES) await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  };

  test("what needs a person, one incident and the list fit their windows, in both colour schemes", async () => {
    const { page } = await open({ colorScheme: "light", viewport: { width: 1200, height: 720 } });
    await signIn(page, app, "admin", "Grace");
    await show(page, "/admin", NAMES[0]!);
    const { page: dark } = await open({ colorScheme: "dark", viewport: { width: 1200, height: 860 } });
    await signIn(dark, app, "admin", "Grace");
    await show(dark, `/admin/incidents/${incidents[1]!}`, NAMES[1]!);
    const { page: phone } = await open({ colorScheme: "dark", viewport: { width: 390, height: 760 } });
    await signIn(phone, app, "responder", "Ada");
    await show(phone, "/admin", NAMES[2]!);
  });

  test.each([360, 768, 1440])("the menu of the bar fits a window of %i px, open and closed", async (width) => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
      await signIn(page, app);
      await page.goto(`${app.url}/admin/audit`);
      await page.locator(".more > summary").click();
      expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")).toBeLessThanOrEqual(0);
      const header = await page.locator("header").boundingBox();
      expect(header!.height).toBeLessThan(width < 1000 ? 60 : 90);
      const folder = process.env["SCREENSHOTS"];
      if (folder !== undefined) await page.screenshot({ path: join(folder, `bar-${width}-${colorScheme}.png`) });
    }
  });
});

test("the README shows three pictures of the dashboard, each of 150 KB at most", async () => {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  for (const name of NAMES) {
    expect(readme).toContain(`docs/pictures/${name}.png`);
    expect((await stat(join(FOLDER, `${name}.png`))).size).toBeLessThanOrEqual(MOST_BYTES);
  }
});
