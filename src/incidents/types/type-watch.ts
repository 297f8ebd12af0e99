import type { Format } from "../../formats/format.ts";
import { IMPORTED } from "../../sources/direct.ts";

/** One record whose token's format is known, and what its source called it. */
export interface TypedRecord {
  readonly source: string;
  readonly format: string;
  readonly type: string;
}

/** How many records of a source are looked back at. */
const WINDOW = 100;
/** Of fewer, nothing can be said. */
const LEAST = 5;

interface Streak {
  /** Disagreeing records since the last that agreed. */
  length: number;
  hasAgreed: boolean;
}

/**
 * Holds what sources call tokens against what the tokens are. A type is never a reason for anything; but a source that is
 * wrong about all of them was told something wrong, or we were.
 */
export class TypeWatch {
  readonly #names: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #declared: ReadonlySet<string>;
  readonly #known: ReadonlySet<string>;
  readonly #streaks = new Map<string, Streak>();

  constructor(formats: Iterable<Format>) {
    const all = [...formats];
    this.#names = new Map(all.map(({ id, reportedAs }) => [id, new Set([id, ...reportedAs].map(nameOf))]));
    this.#declared = new Set(all.filter(({ reportedAs }) => reportedAs.length > 0).map(({ id }) => id));
    this.#known = new Set([...this.#names.values()].flatMap((names) => [...names]));
  }

  /** Whether the type is a name of the format. Null where there is nothing to compare: no type, or a name nobody has told us. */
  agrees({ format, source, type }: TypedRecord): boolean | null {
    // Scanners name their rules, and every scanner in its own way.
    const name = source === IMPORTED.id ? "" : nameOf(type);
    if (name === "") return null;
    if (this.#names.get(format)?.has(name) === true) return true;
    return this.#declared.has(format) || this.#known.has(name) ? false : null;
  }

  /** Takes note of one comparison; of each source in the order its records came. */
  note(source: string, agrees: boolean): void {
    const streak = this.#streaks.get(source) ?? { length: 0, hasAgreed: false };
    this.#streaks.set(source, agrees ? { length: 0, hasAgreed: true } : { ...streak, length: streak.length + 1 });
  }

  /** Whether a source was wrong about every record of late: the last hundred, or all there were when they are five or more. */
  isWrongAboutAll(source: string): boolean {
    const { hasAgreed, length } = this.#streaks.get(source) ?? { length: 0, hasAgreed: false };
    return length >= (hasAgreed ? WINDOW : LEAST);
  }

  /** Whose records were compared. */
  sources(): string[] {
    return [...this.#streaks.keys()];
  }
}

/** One spelling of `PyPI upload token`, `pypi_upload_token` and GitLab's `gitleaks_rule_id_pypi-upload-token`. */
function nameOf(type: string): string {
  return type
    .slice(0, MAX_NAME)
    .toLowerCase()
    .replace(/^gitleaks_rule_id_/u, "")
    .replace(/[^a-z0-9]+/gu, "_");
}

const MAX_NAME = 200;
