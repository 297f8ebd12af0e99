import { z } from "zod";
import { cleanLine } from "../../kernel/text.ts";
import { disclosersSection, type FileDiscloser } from "./disclosers.ts";
import { type FileFormat, formatsSection } from "./formats.ts";
import { type FileIssuer, issuersSection } from "./issuers.ts";
import { dryRunSection, exemptSection, type FileExemption, type FilePolicy, policiesSection } from "./policies.ts";
import { type SecretPlaces, withSecrets } from "./secret-reference.ts";

/** What TOKENWARD_CONFIG names: everything that does not fit a variable. Without a file every list is empty. */
export interface ConfigFile {
  readonly formats: readonly FileFormat[];
  readonly disclosers: readonly FileDiscloser[];
  readonly issuers: readonly FileIssuer[];
  readonly policies: readonly FilePolicy[];
  readonly exempt: readonly FileExemption[];
  readonly dry_run: boolean;
}

interface Section<Schema extends z.ZodType> {
  readonly schema: Schema;
  /** Its values may be secret: a complaint never shows them. */
  readonly secret: boolean;
}

/** One entry a section; each has its schema in a file of its own. */
const SECTIONS = {
  formats: { schema: formatsSection, secret: false },
  disclosers: { schema: disclosersSection, secret: true },
  issuers: { schema: issuersSection, secret: true },
  policies: { schema: policiesSection, secret: false },
  exempt: { schema: exemptSection, secret: false },
  dry_run: { schema: dryRunSection, secret: false },
} satisfies Record<string, Section<z.ZodType>>;

const FILE = z.strictObject(
  {
    formats: SECTIONS.formats.schema.default([]),
    disclosers: SECTIONS.disclosers.schema.default([]),
    issuers: SECTIONS.issuers.schema.default([]),
    policies: SECTIONS.policies.schema.default([]),
    exempt: SECTIONS.exempt.schema.default([]),
    dry_run: SECTIONS.dry_run.schema.default(false),
  },
  { error: `an object with ${Object.keys(SECTIONS).join(", ")}` },
);

const MAX_CHARACTERS = 4_194_304;
const MAX_SHOWN = 60;

export type FileReading =
  | { readonly mistakes: readonly string[]; readonly file: null }
  | { readonly mistakes: readonly []; readonly file: ConfigFile };

/** Reads and validates the file; one sentence per mistake, each with the place in the file. `path` null: there is none. */
export function readConfigFile(path: string | null, places: SecretPlaces): FileReading {
  if (path === null) return { mistakes: [], file: FILE.parse({}) };
  const shown = `TOKENWARD_CONFIG names "${cleanLine(path, MAX_SHOWN)}", which`;
  const allowed = `allowed: a JSON file with ${Object.keys(SECTIONS).join(", ")}`;
  let text: string;
  try {
    text = places.readFile(path);
  } catch (error) {
    return wrong(`${shown} cannot be read (${systemCode(error)}); ${allowed}`);
  }
  if (text.length > MAX_CHARACTERS) return wrong(`${shown} is larger than 4 MiB; ${allowed}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The engine's message quotes the text, which may be a secret.
    return wrong(`${shown} is not JSON; ${allowed}`);
  }
  const fetched = withFetchedSecrets(json, places);
  const parsed = FILE.safeParse(fetched.json, { reportInput: true });
  if (parsed.success && fetched.mistakes.length === 0) return { mistakes: [], file: parsed.data };
  const issues = parsed.success ? [] : parsed.error.issues;
  return { mistakes: [...fetched.mistakes, ...issues.flatMap((issue) => complaints(issue, json))], file: null };
}

/** What is secret may stand elsewhere. */
function withFetchedSecrets(json: unknown, places: SecretPlaces): { readonly json: unknown; readonly mistakes: readonly string[] } {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return { json, mistakes: [] };
  const mistakes: string[] = [];
  const sections = Object.entries(json).map(([name, section]) => {
    if (!isSecret(name)) return [name, section] as const;
    return [name, withSecrets(section, places, (path, mistake) => mistakes.push(`TOKENWARD_CONFIG: ${name}${path} ${mistake}`))] as const;
  });
  return { json: Object.fromEntries(sections), mistakes };
}

function isSecret(name: string): boolean {
  return name in SECTIONS && SECTIONS[name as keyof typeof SECTIONS].secret;
}

function wrong(mistake: string): FileReading {
  return { mistakes: [mistake], file: null };
}

function complaints(issue: z.core.$ZodIssue, json: unknown): string[] {
  if (issue.code !== "unrecognized_keys") return [`${place(issue.path)} ${found(issue, json)}; allowed: ${issue.message}`];
  return issue.keys.map((key) => `${place([...issue.path, cleanLine(key, MAX_SHOWN)])} is not known; allowed: ${issue.message}`);
}

/** `TOKENWARD_CONFIG: formats[0].prefix`. */
function place(path: readonly PropertyKey[]): string {
  const steps = path.map((step, index) => (typeof step === "number" ? `[${step}]` : `${index === 0 ? "" : "."}${String(step)}`));
  return `TOKENWARD_CONFIG: ${steps.join("") || "the file"}`;
}

function found({ path }: z.core.$ZodIssue, json: unknown): string {
  const value = path.reduce<unknown>((inside, step) => (inside as Record<PropertyKey, unknown> | null | undefined)?.[step], json);
  if (value === undefined) return "is missing";
  const section = SECTIONS[path[0] as keyof typeof SECTIONS] as Section<z.ZodType> | undefined;
  return section?.secret === false ? `is ${cleanLine(JSON.stringify(value), MAX_SHOWN)}` : "is not usable";
}

function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
