import { cleanLine } from "../kernel/text.ts";
import { VARIABLES } from "./config.ts";
import { hostOf } from "./groups/http.ts";
import { senderAt } from "./groups/mail.ts";
import type { Environment } from "./read.ts";
import type { Values } from "./variable.ts";

/** Of the variables without mistakes. */
type Known = Partial<Values<typeof VARIABLES>>;

/** What is worth saying besides mistakes: one sentence each. */
export function advise(values: Known, env: Environment): string[] {
  return [...unknownVariables(env), ...weaknesses(values), ...(values.NODE_ENV === "production" ? lacks(values) : [])];
}

const KNOWN = new Set(Object.entries(VARIABLES).flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name])));

// Variables that look like ours and are not: most are misspelt.
function unknownVariables(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith("TOKENWARD_") && !KNOWN.has(name))
    .toSorted()
    .map((name) => `${cleanLine(name, 60)} is not a variable of Tokenward and is ignored`);
}

function weaknesses(values: Known): string[] {
  const master = values.TOKENWARD_SECRET?.reveal("count its different bytes");
  const endpoints = { GITHUB_API_URL: "GitHub's", GITLAB_KEYS_URL: "GitLab's", DEPSDEV_KEYS_URL: "deps.dev's" } as const;
  return applying([
    [
      master !== undefined && new Set(master).size < 16,
      "TOKENWARD_SECRET does not look random: use `openssl rand -base64 32`, before anything depends on it",
    ],
    ...(Object.keys(endpoints) as (keyof typeof endpoints)[]).map(
      (name) =>
        [
          isOpen(values[name]),
          `${name} is plain http: whoever can change what it answers can sign alerts in ${endpoints[name]} name; use https`,
        ] as const,
    ),
    [isOpen(values.PUBLIC_URL), "PUBLIC_URL is plain http: use https, so that links in mails cannot be tampered with"],
  ]);
}

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/u;

/** Whether somebody on the way could read and change what goes there. */
function isOpen(address: string | null | undefined): boolean {
  if (address === null || address === undefined) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !LOOPBACK.test(hostname);
}

// Warnings and not mistakes: a token that leaked has to die even where nobody can be told about it yet.
function lacks({ DATABASE_URL, MAIL_FROM, PUBLIC_URL, SMTP_URL }: Known): string[] {
  const sender = senderAt(hostOf(PUBLIC_URL ?? null));
  return applying([
    [SMTP_URL === null, "SMTP_URL is not set: owners are NOT told about their leaked tokens, mails only become files in DATA_DIR"],
    [SMTP_URL !== null && MAIL_FROM === null, `MAIL_FROM is not set: mails come from ${sender}, which the relay may refuse`],
    [PUBLIC_URL === null, "PUBLIC_URL is not set: mails name this installation localhost"],
    [DATABASE_URL === null, "DATABASE_URL is not set: the embedded database suits one machine, and its backup is up to you"],
  ]);
}

function applying(advice: readonly (readonly [applies: boolean, sentence: string])[]): string[] {
  return advice.filter(([applies]) => applies).map(([, sentence]) => sentence);
}
