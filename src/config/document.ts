import { GROUPS, type Group } from "./config.ts";
import type { Variable } from "./variable.ts";

const HINT = "Generated from src/config by `npm run docs:config`.";

/** The whole of `.env.example`: every variable with its default, all of them commented out. */
export function envExample(): string {
  const head = [
    `# Every variable of Tokenward. ${HINT}`,
    "# All are optional; an empty value counts as not set. A secret NAME may be given as NAME_FILE, the path of a file that holds it.",
  ];
  return `${[...head, ...GROUPS.flatMap(exampleLines)].join("\n")}\n`;
}

function exampleLines({ title, variables }: Group): string[] {
  const entries = Object.entries(variables).flatMap(([name, variable]) => [
    "",
    `# ${plain(variable.about)}`,
    `# Allowed: ${plain(variable.allowed)}.`,
    ...(variable.fallback === null ? [`# Default: ${plain(variable.otherwise)}.`] : []),
    `#${name}=${variable.fallback ?? ""}`,
  ]);
  return ["", `# ${title} ${"-".repeat(100 - title.length)}`, ...entries];
}

function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}

/** The variables as Markdown tables, one per group. */
export function configurationTables(): string {
  return GROUPS.map(({ title, variables }) =>
    [
      `### ${title}`,
      "",
      "| variable | meaning | allowed | default |",
      "|---|---|---|---|",
      ...Object.entries(variables).map(tableRow),
    ].join("\n"),
  ).join("\n\n");
}

function tableRow([name, { about, allowed, otherwise, secret }]: [string, Variable<unknown>]): string {
  const names = secret ? `\`${name}\`, \`${name}_FILE\`` : `\`${name}\``;
  return `| ${names} | ${about} | ${allowed} | ${otherwise} |`;
}

const START = "<!-- config:start -->";
const END = "<!-- config:end -->";

/** `page` with everything between its two markers replaced. @throws when it does not have both, in this order */
export function replaceTables(page: string, tables: string): string {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no "${START}" followed by "${END}"`);
  return `${before}${START}\n<!-- ${HINT} -->\n\n${tables}\n\n${END}${after}`;
}
