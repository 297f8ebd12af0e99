import { Secret } from "../../kernel/secret.ts";
import { type Environment, type ReadFile, textOf } from "../read.ts";

/** Where a secret of the configuration file is fetched from, so that it need not stand in the file. */
export interface SecretPlaces {
  readonly env: Environment;
  readonly readFile: ReadFile;
}

/**
 * A copy of `json` in which `{"$env": "NAME"}` and `{"$file": "/path"}`, wherever they stand, are the secret found there.
 * What cannot be fetched is told to `onMistake` with its path.
 */
export function withSecrets(json: unknown, places: SecretPlaces, onMistake: (path: string, mistake: string) => void, path = ""): unknown {
  if (Array.isArray(json)) return json.map((item, index) => withSecrets(item, places, onMistake, `${path}[${index}]`));
  if (typeof json !== "object" || json === null) return json;
  const entries = Object.entries(json);
  const [[key, value] = [], ...more] = entries;
  if (more.length === 0 && typeof value === "string" && (key === "$env" || key === "$file")) {
    const found = key === "$env" ? fromEnvironment(value, places) : fromFile(value, places);
    if (typeof found !== "string") return found;
    onMistake(path, found);
    // Of its own it is no mistake any more.
    return new Secret("");
  }
  const below = (name: string): string => `${path}.${name}`;
  return Object.fromEntries(entries.map(([name, item]) => [name, withSecrets(item, places, onMistake, below(name))]));
}

function fromEnvironment(name: string, { env }: SecretPlaces): Secret | string {
  const text = textOf(env, name);
  return text === null
    ? `names the environment variable ${JSON.stringify(name)}, which is not set; allowed: one that is`
    : new Secret(text);
}

function fromFile(path: string, { readFile }: SecretPlaces): Secret | string {
  try {
    const text = readFile(path).replace(/\r?\n$/u, "");
    return text === "" ? `names the file ${JSON.stringify(path)}, which is empty; allowed: a file with the secret` : new Secret(text);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    return `names the file ${JSON.stringify(path)}, which cannot be read (${code}); allowed: a file with the secret`;
  }
}
