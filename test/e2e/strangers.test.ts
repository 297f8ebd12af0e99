import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect, it } from "vitest";
import { EXIT } from "../../src/cli/exit.ts";
import { otherNode } from "../helpers/other-node.ts";
import { freePort } from "../helpers/port.ts";
import { testRedis } from "../helpers/redis.ts";
import { describeWith } from "../helpers/skip.ts";
import { CHECKOUT, Stranger, strangers } from "../helpers/stranger.ts";
import { until } from "../helpers/until.ts";

// What the README asks for is taken from the README, so that a changed README is what is tested.
const README = readFileSync(join(CHECKOUT, "README.md"), "utf8");
const BLOCKS = Array.from(README.matchAll(/^```(\w*)\n(.*?)^```$/gmsu), ([, language, text]) => ({ language, text: text! }));
const COMMANDS = BLOCKS.filter(({ language }) => language === "sh").map(({ text }) => text);
const ADMIN_TOKEN = "an-admin-token-of-a-stranger";
const REPLY_MS = 120_000;

/** The one command of the README that has these words in it. */
function command(words: string): string {
  const found = COMMANDS.filter((text) => text.includes(words));
  expect([words, found.length]).toEqual([words, 1]);
  return found[0]!;
}

const shownDemo = (): string => BLOCKS.find(({ text }) => text.includes("the token leaks"))!.text;

it("every command block of the README is one that is played here", () => {
  const played = ["npm run demo", "npm start", "curl", "tokenward simulate", "npm test"];
  expect(COMMANDS.map((text) => played.find((words) => text.includes(words)))).toEqual(played);
});

const redis = await testRedis();

for (const { as, found } of await strangers()) {
  describeWith<Stranger>(found, `from a clean copy, as ${as}, without Redis and Chromium`, (stranger) => {
    it("the demo shows what the README shows, writes the mail where it says, and its link signs in", {
      timeout: 2 * REPLY_MS,
    }, async () => {
      // Not the usual port: other tests look at what happens when that is taken.
      const demo = stranger.start(command("npm run demo"), { PORT: String(await freePort()) });
      const [, address] = await demo.line(/Dashboard +(http:\S+)/u, REPLY_MS);
      await demo.line(/keeps running/u);
      // In which order the answer and the revocation come is for the machine to decide.
      expect(linesOf(demo.stdout())).toEqual(expect.arrayContaining(linesOf(shownDemo())));
      expect((await readdir(join(stranger.folder, "data/mail"))).filter((name) => name.endsWith(".eml"))).toHaveLength(1);
      const page = await fetch(address!);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("<form")]);
      await stranger.stop(demo);
    });

    describeWith(redis, "with a Redis elsewhere", ({ url }) => {
      it("the service starts, the scripts of the README work, and a rehearsal revokes", { timeout: 2 * REPLY_MS }, async () => {
        await rehearse(stranger, { REDIS_URL: url });
      });
    });

    it("the service starts, the scripts of the README work, and a rehearsal revokes", { timeout: 2 * REPLY_MS }, async () => {
      await rehearse(stranger, {});
    });

    it("the tests run, and the last lines say what was skipped", { timeout: 2 * REPLY_MS }, async () => {
      const few = ["test/unit/kernel/keyring.test.ts", "test/e2e/dashboard/sign-in.test.ts", "test/e2e/queue-loss.test.ts"];
      const said = await stranger.run(`${command("npm test").trim()} -- ${few.join(" ")}`);
      const last = said.trimEnd().split("\n").slice(-4).join("\n");
      // Another's Redis may answer on the usual port, and is left alone.
      expect(last).toMatch(/skipped \d+: (?:no Redis: redis-server is not installed|the Redis that answers is not ours)/u);
      expect(last).toMatch(/skipped \d+: no Chromium is installed/u);
      expect(last).toMatch(/\d+ passed, 0 failed, \d+ skipped$/u);
    });
  });
}

for (const major of [22, 24]) {
  const node = await otherNode(major);
  describeWith<Stranger>(
    "missing" in node ? node : await Stranger.arrive(null, node.path),
    `from a clean copy, with Node.js ${major}`,
    (stranger) => {
      it("the demo shows what the README shows, and ends when it is told to", { timeout: 2 * REPLY_MS }, async () => {
        const said = await stranger.run(`${command("npm run demo").trim()} -- --once`, { PORT: String(await freePort()) });
        expect(await stranger.run("node --version")).toMatch(new RegExp(`^v${major}\\.`, "u"));
        expect(linesOf(said)).toEqual(expect.arrayContaining(linesOf(shownDemo())));
      });
    },
  );
}

it("every exit code is in the README's table", () => {
  expect(Array.from(README.matchAll(/^\| (\d+) \| /gmu), ([, code]) => Number(code))).toEqual(Object.values(EXIT));
});

/** Runs the service on its own database, and does with it what the README tells. */
async function rehearse(stranger: Stranger, settings: Readonly<Record<string, string>>): Promise<void> {
  const [port, keys] = [await freePort(), await freePort()];
  const env = { PORT: String(port), ADMIN_TOKEN, GITHUB_API_URL: `http://127.0.0.1:${keys}`, ...settings };
  const service = stranger.start(command("npm start"), env);
  await service.line(/"message":"ready"/u, REPLY_MS);
  const url = `http://localhost:${port}`;
  const [mint, ...others] = command("curl").split(/\n(?=#)/u);
  const { token } = JSON.parse(await stranger.run(mint!, { URL: url, ADMIN_TOKEN })) as { token: string };
  expect(token).toMatch(/^tokenward-/u);
  const ask = async (): Promise<unknown[]> =>
    await Promise.all(others.map(async (text) => JSON.parse(await stranger.run(text, { URL: url, ADMIN_TOKEN, TOKEN: token })) as unknown));
  expect(await ask()).toEqual([expect.objectContaining({ active: true }), { incidents: [], next: null }]);
  const simulate = command("tokenward simulate").replace("http://localhost:3000", `${url} --keys-port ${keys}`);
  expect(await stranger.run(simulate, { TOKEN: token })).toContain("true_positive");
  await until("the token is dead", async () => !((await ask())[0] as { active: boolean }).active, { withinMs: REPLY_MS });
  await stranger.stop(service);
}

/** The lines of a text without colours, numbers and what chance decides. */
function linesOf(text: string): string[] {
  return stripVTControlCharacters(text)
    .replace(/ *\+\d+ ms/gu, " +N ms")
    .replace(/\d+(?:\.\d+)?/gu, "N")
    .replace(/tokenward-\w+…/gu, "TOKEN")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}
