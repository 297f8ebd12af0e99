import { beforeAll, expect, test } from "vitest";
import { installedChromium, openBrowser } from "../../helpers/browser.ts";
import { testDatabase } from "../../helpers/database.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { freePort } from "../../helpers/port.ts";
import { startService } from "../../helpers/process.ts";
import { launchTokenward, startGithub } from "../../helpers/service.ts";
import { describeWith } from "../../helpers/skip.ts";

describeWith(installedChromium(), "a link that a started program prints", (chromium) => {
  let open: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    open = await openBrowser(chromium);
  });

  async function signsInOnce(link: string, who: string): Promise<void> {
    const { page } = await open();
    await page.goto(link);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Needs a person" }).waitFor();
    expect(await page.locator(".person").first().textContent()).toContain(who);
    const { context, page: second } = await open();
    await second.goto(link);
    await second.getByRole("button", { name: "Sign in", exact: true }).click();
    await second.getByText("this link was used already").waitFor();
    expect(await context.cookies()).toEqual([]);
  }

  test("`admin-token --link` signs in once, at the service that runs beside it", async () => {
    const { url } = await testDatabase();
    const port = String(await freePort());
    const DATA_DIR = await temporaryFolder();
    const env = { DATABASE_URL: url.reveal("test"), GITHUB_API_URL: (await startGithub()).apiUrl, PORT: port, DATA_DIR };
    const service = launchTokenward(env);
    await service.ready(`http://127.0.0.1:${port}`, 60_000);
    const TOKENWARD_SECRET = Buffer.alloc(32, 9).toString("base64");
    const command = startService(["admin-token", "--link", "--name", "Grace", "--role", "auditor"], { ...env, TOKENWARD_SECRET });
    const [link] = await command.line(/^http:\/\/localhost:\d+\/admin\/sign-in\/link\/\S+$/u, 60_000);
    await signsInOnce(link, "Grace auditor");
    await service.kill();
  });

  test("the demo's signs in once, to what the demo has played", async () => {
    const demo = startService(["demo"], { DATA_DIR: await temporaryFolder(), PORT: "0" });
    const [, link] = await demo.line(/Dashboard +(http\S+)/u, 60_000);
    await signsInOnce(link!, "admin");
    await demo.kill();
  });
});
