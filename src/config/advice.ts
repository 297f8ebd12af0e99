import { cleanLine } from "../kernel/text.ts";
import { type Config, VARIABLES } from "./config.ts";
import { type Environment, textOf } from "./read.ts";

/** What is worth saying about a configuration that works: one sentence each. */
export function advise(config: Config, env: Environment): string[] {
  return [...unknownVariables(env), ...unread(env), ...weaknesses(config), ...(config.process.production ? lacks(config, env) : [])];
}

const KNOWN = new Set(Object.entries(VARIABLES).flatMap(([name, { secret }]) => (secret ? [name, `${name}_FILE`] : [name])));
const CONFIG_FILE = "TOKENWARD_CONFIG";

function unknownVariables(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith("TOKENWARD_") && name !== CONFIG_FILE && !KNOWN.has(name))
    .toSorted()
    .map((name) => `${cleanLine(name, 60)} is not a variable of Tokenward and is ignored`);
}

function unread(env: Environment): string[] {
  if (textOf(env, CONFIG_FILE) === null) return [];
  return [`${CONFIG_FILE} is set, but this version does not read it yet: what stands in the file has no effect`];
}

function weaknesses({ secrets, http, sources }: Config): string[] {
  const master = secrets.master?.reveal("count its different bytes");
  return applying([
    [
      master !== undefined && new Set(master).size < 16,
      "TOKENWARD_SECRET does not look random: use `openssl rand -base64 32`, before anything depends on it",
    ],
    [
      isOpen(sources.github.apiUrl),
      "GITHUB_API_URL is plain http: whoever can change what it answers can sign alerts in GitHub's name; use https",
    ],
    [
      http.publicUrl !== null && isOpen(http.publicUrl),
      "PUBLIC_URL is plain http: use https, so that links in mails cannot be tampered with",
    ],
  ]);
}

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/u;

/** Whether somebody on the way could read and change what goes there. */
function isOpen(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === "http:" && !LOOPBACK.test(hostname);
}

// Warnings and not mistakes: a token that leaked has to die even where nobody can be told about it yet.
function lacks({ mail, storage }: Config, env: Environment): string[] {
  const isMissing = (name: string): boolean => textOf(env, name) === null;
  const sender = mail.from.address;
  return applying([
    [mail.smtpUrl === null, "SMTP_URL is not set: owners are NOT told about their leaked tokens, mails only become files in DATA_DIR"],
    [mail.smtpUrl !== null && isMissing("MAIL_FROM"), `MAIL_FROM is not set: mails come from ${sender}, which the relay may refuse`],
    [isMissing("PUBLIC_URL"), "PUBLIC_URL is not set: mails name this installation localhost"],
    [storage.databaseUrl === null, "DATABASE_URL is not set: the embedded database suits one machine, and its backup is up to you"],
  ]);
}

function applying(advice: readonly (readonly [applies: boolean, sentence: string])[]): string[] {
  return advice.filter(([applies]) => applies).map(([, sentence]) => sentence);
}
