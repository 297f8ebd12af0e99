import { readFileSync } from "node:fs";
import { cleanLine } from "../kernel/text.ts";
import type { Values, Variable, Variables } from "./variable.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** @returns the text of a file. @throws the system's error */
export type ReadFile = (path: string) => string;

export const readText: ReadFile = (path) => readFileSync(path, "utf8");

export interface Reading<Group extends Variables> {
  /** One sentence each, in the order of the variables. */
  readonly mistakes: readonly string[];
  /** Of the variables without mistakes: when there is none, of all. */
  readonly values: Partial<Values<Group>>;
}

/** What a variable is set to; an empty text counts as not set. */
export function textOf(env: Environment, name: string): string | null {
  const text = env[name];
  return text === undefined || text === "" ? null : text;
}

const MAX_SHOWN = 60;
const MAX_FILE_CHARACTERS = 65_536;

/** Reads all variables and finds all mistakes, not only the first. */
export function readVariables<Group extends Variables>(variables: Group, env: Environment, readFile: ReadFile): Reading<Group> {
  const mistakes: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, variable] of Object.entries(variables)) {
    const found = findText(name, variable, env, readFile);
    if ("mistake" in found) {
      mistakes.push(found.mistake);
      continue;
    }
    const text = found.text ?? variable.fallback;
    const parsed = text === null ? null : variable.schema.safeParse(text);
    if (parsed === null) values[name] = null;
    else if (parsed.success) values[name] = parsed.data;
    else mistakes.push(`${found.from} ${describe(text ?? "", variable)}; allowed: ${variable.allowed}`);
  }
  return { mistakes, values: values as Partial<Values<Group>> };
}

type Found = { readonly from: string; readonly text: string | null } | { readonly mistake: string };

function findText(name: string, variable: Variable<unknown>, env: Environment, readFile: ReadFile): Found {
  const direct = textOf(env, name);
  const fileName = `${name}_FILE`;
  const path = variable.secret ? textOf(env, fileName) : null;
  if (path === null) return { from: name, text: direct };
  if (direct !== null) return { mistake: `${name} and ${fileName} are both set; allowed: one of them` };
  const shown = `${fileName} names ${quote(path)}`;
  try {
    const text = readFile(path).replace(/\r?\n$/u, "");
    if (text === "") return { mistake: `${shown}, which is empty; allowed: a file with ${variable.allowed}` };
    if (text.length > MAX_FILE_CHARACTERS) return { mistake: `${shown}, which is too large; allowed: a file with ${variable.allowed}` };
    return { from: `${shown}, whose content`, text };
  } catch (error) {
    return { mistake: `${shown}, which cannot be read (${systemCode(error)}); allowed: a file with ${variable.allowed}` };
  }
}

function describe(text: string, { secret }: Variable<unknown>): string {
  return secret ? "is not usable (it is a secret and not shown)" : `is ${quote(withoutCredentials(text))}`;
}

// Whoever puts a password into a URL where none belongs should not find it in a log.
function withoutCredentials(text: string): string {
  const start = text.indexOf("//") + 2;
  const end = text.lastIndexOf("@");
  return start < 2 || end < start ? text : `${text.slice(0, start)}[redacted]${text.slice(end)}`;
}

function quote(text: string): string {
  return `"${cleanLine(text, MAX_SHOWN)}"`;
}

// Not the message: it is the system's and says the path again.
function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

/** What is wrong with a configuration, and what is worth saying besides, as one text for people. */
export function complaint(mistakes: readonly string[], warnings: readonly string[]): string {
  const listed = (what: string, sentences: readonly string[]): string[] =>
    sentences.length === 0
      ? []
      : [`${sentences.length === 1 ? `one ${what}` : `${sentences.length} ${what}s`}:`, ...sentences.map((one) => `  ${one}`)];
  return `the configuration has ${[...listed("mistake", mistakes), ...listed("warning", warnings)].join("\n")}`;
}
