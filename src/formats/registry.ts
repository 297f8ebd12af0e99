import { AppError } from "../kernel/errors.ts";
import { modulesBelow } from "../kernel/place/modules.ts";
import type { Assignment, Declaration } from "./declared/declaration.ts";
import { declaredFormat } from "./declared/declared.ts";
import type { Format } from "./format.ts";

/** What formats need to know of this installation. */
export interface FormatSettings {
  /** What tokens of the built-in issuer begin with, without the separator. */
  readonly tokenPrefix: string;
  readonly tokenLocation: string;
  /** Formats of the operator's own, and what is said of those that are built in. */
  readonly configured?: readonly (Assignment | Declaration)[];
}

/** What the default export of a format's file is. */
export type FormatPlugin = (settings: FormatSettings) => Format;

/** The built-in issuer's format comes first: where prefixes are shared, its own tokens are the ones it can revoke. */
const FIRST = "tokenward";

/**
 * Every format there is: whatever file below `known/` has a default export, and what is declared. Adding a format is
 * adding its file, or a few lines of configuration.
 * @throws AppError `invalid_config` when two formats have one id, or something is said of a format that does not exist
 */
export async function loadFormats(settings: FormatSettings): Promise<readonly Format[]> {
  const known = await loadKnown(settings);
  const { configured = [] } = settings;
  const assignments = new Map(configured.filter(isAssignment).map((assignment) => [assignment.id, assignment]));
  const unknown = [...assignments.keys()].find((id) => !known.some((format) => format.id === id));
  if (unknown !== undefined) throw new AppError("invalid_config", noSuchFormat(unknown, known));
  const builtIn = known.map((format) => assigned(format, assignments.get(format.id)));
  const declared = configured.filter((entry) => !isAssignment(entry)).map((declaration) => declaredFormat(declaration));
  refuseDuplicates([...builtIn, ...declared]);
  return [...builtIn.filter(({ id }) => id === FIRST), ...declared, ...builtIn.filter(({ id }) => id !== FIRST)];
}

async function loadKnown(settings: FormatSettings): Promise<Format[]> {
  const modules = (await modulesBelow("formats/known")) as readonly { readonly default: FormatPlugin }[];
  return modules.map((module) => module.default(settings));
}

function isAssignment(entry: Assignment | Declaration): entry is Assignment {
  return entry.kind === undefined;
}

function assigned(format: Format, { issuer, types }: Omit<Assignment, "id"> = {}): Format {
  return { ...format, issuer: issuer ?? format.issuer, reportedAs: types ?? format.reportedAs };
}

function noSuchFormat(id: string, known: readonly Format[]): string {
  const ids = known.map((format) => format.id).join(", ");
  return `TOKENWARD_CONFIG names the format "${id}" without a kind, but no such format is built in; give it a kind, or name one of ${ids}.`;
}

function refuseDuplicates(formats: readonly Format[]): void {
  const met = new Set<string>();
  for (const { id } of formats) {
    if (met.has(id)) throw new AppError("invalid_config", `Two token formats have the id "${id}": ids must differ.`);
    met.add(id);
  }
}
