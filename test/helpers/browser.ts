import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { atEnd } from "./at-end.ts";
import type { Missing } from "./skip.ts";

// The first has no windows, and takes a third less of a processor.
const NAMES = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];
// A busy machine with two cores takes its time.
const PATIENCE_MS = 30_000;

export interface Chromium {
  readonly executablePath: string;
}

/** The Chromium of this machine, or why the tests that need one are skipped. */
export function installedChromium(): Chromium | Missing {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  const executablePath = places.find((place) => existsSync(place));
  return executablePath === undefined ? { missing: "no Chromium is installed" } : { executablePath };
}

/** Opens fresh windows of one browser, which ends with the test file. */
export async function openBrowser({
  executablePath,
}: Chromium): Promise<(options?: BrowserContextOptions) => Promise<{ page: Page; context: BrowserContext }>> {
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"], timeout: 60_000 });
  atEnd(() => browser.close());
  return async (options = {}) => {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(PATIENCE_MS);
    return { page: await context.newPage(), context };
  };
}

/** What is wrong with a page by WCAG 2.2 AA, as far as a program can tell: one line for each rule. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.map(({ help, id, nodes }) => `${id}: ${help}; ${nodes.map(({ html }) => html).join(" | ")}`);
}
