import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { runCommand } from "../helpers/command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PAGES = ["README.md", "SECURITY.md", ...markdownIn("docs")];

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));
}

test.each(PAGES)("every link of %s to a file of the repository leads somewhere", (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  const targets = Array.from(text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/gu), ([, target]) => join(ROOT, dirname(page), target!));
  const missing = targets.filter((target) => !existsSync(target)).map((target) => relative(ROOT, target));
  expect(missing).toEqual([]);
});

test("every threat names a test, or a measurement, that stands in the repository", () => {
  const rows = readFileSync(join(ROOT, "docs/THREATS.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| threat "));
  expect(rows.length).toBeGreaterThan(30);
  const unproven = rows.filter((row) => !/\]\(\.\.\/(?:test\/[\w/.-]+\.test\.tsx?|bench\/[\w/.-]+\.ts)\) \|$/u.test(row));
  expect(unproven).toEqual([]);
});

test.each([...PAGES, "docs/operations/alerts.yml", "docs/operations/dashboard.json"])(
  "every metric that %s names is measured",
  async (page) => {
    const measured = (await createMetrics().registry.getMetricsAsJSON()).flatMap(({ name }) => [
      name,
      `${name}_bucket`,
      `${name}_sum`,
      `${name}_count`,
    ]);
    const named = Array.from(
      readFileSync(join(ROOT, page), "utf8").matchAll(/\b(?:leaks|nodejs|process)_[a-z0-9_]*[a-z0-9]\b/gu),
      ([name]) => name,
    );
    expect(named.filter((name) => !measured.includes(name))).toEqual([]);
  },
);

const COMMAND = /\bnpx tokenward (?<rest>[^`\n|#)]+)/gu;

test.each(PAGES)("every command that %s names is one, and so are its options", async (page) => {
  const text = readFileSync(join(ROOT, page), "utf8");
  for (const { groups } of text.matchAll(COMMAND)) {
    const words = groups!["rest"]!.trim().split(/[\s=]+/u);
    const first = words.findIndex((word) => !/^[a-z][a-z-]*$/u.test(word));
    const { code, stdout } = await runCommand([...(first === -1 ? words : words.slice(0, first)), "--help"]);
    const options = words.filter((word) => /^--[a-z]/u.test(word));
    expect([words.join(" "), code, options.filter((option) => !stdout.includes(option))]).toEqual([words.join(" "), 0, []]);
  }
});
