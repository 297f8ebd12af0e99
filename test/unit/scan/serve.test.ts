import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import { type Answer, type Errand, READY, unpackResult } from "../../../src/scan/work/message.ts";
import { serveErrands } from "../../../src/scan/work/serve.ts";
import { FULL } from "../../../src/scan/work/tally.ts";
import { temporaryFolder } from "../../helpers/folder.ts";
import { until } from "../../helpers/until.ts";

const settings = { tokenPrefix: "tokenward", tokenLocation: "localhost" };
const MOST_UNDER_WAY = 8;

test("a thread that finds much sends some, waits until there is room, and loses nothing", async () => {
  const npm = (await loadFormats(settings)).find(({ id }) => id === "npm")!;
  const tokens = Array.from({ length: 40 * FULL }, () => npm.example());
  const file = join(await temporaryFolder(), "file");
  // Larger than what is looked at in one go.
  await writeFile(file, tokens.map((token) => `${token} ${"word ".repeat(150)}\n`).join(""));

  const { port1, port2 } = new MessageChannel();
  const answers: Answer[] = [];
  port2.on("message", (answer: Answer | typeof READY) => {
    if (answer !== READY) answers.push(answer);
  });
  const post = (errand: Errand): void => port2.postMessage(errand);
  serveErrands(port1, { settings, formatIds: ["npm"], scanner: { decode: false }, archives: false, repository: null });
  post({ id: 7, unit: { kind: "files", files: [file] } });

  let taken = 0;
  while (answers.at(-1)?.isLast !== true) {
    await until("more came", () => answers.length === taken + MOST_UNDER_WAY || answers.at(-1)?.isLast === true);
    expect(answers.length).toBeLessThanOrEqual(taken + MOST_UNDER_WAY + 1);
    taken += 1;
    post("go on");
  }
  port1.close();
  expect(taken).toBeGreaterThan(10);
  const found = answers.flatMap(({ result }) => unpackResult(result).sightings.map(({ token }) => token.reveal("compare")));
  expect(found).toEqual(tokens);
  expect(answers.every(({ id }) => id === 7)).toBe(true);
});
