/** Which tool's report an item came from. */
export type ScanFormat = "tokenward" | "gitleaks" | "betterleaks" | "trufflehog" | "gitlab" | "github" | "sarif";

/** One finding of a scanner's report. */
export interface ScannedSecret {
  /** What may hold the token, the most exact first; each may hold more than it. Empty when the report keeps the value to itself. */
  readonly texts: readonly string[];
  /** Whether the item has no place for the value: what its texts say is about it. */
  readonly valueless?: boolean;
  /** The scanner's rule, any text at all. */
  readonly type: string;
  /** Where it was found: an address, or a place in a file. Not cleaned. */
  readonly url: string | null;
  /** Kind of place. */
  readonly place: string | null;
  /** Strings that this report puts in place of what it keeps to itself, besides the usual ones. */
  readonly redactions?: readonly string[];
}

/** An item of a report; null where it does not have the tool's shape. */
export interface ScanItem {
  readonly format: ScanFormat;
  readonly secret: ScannedSecret | null;
}

/** Reads one item of a JSON report, if it is of this tool. */
export interface ItemReader {
  readonly format: ScanFormat;
  /** Whether the item is of this tool, by the fields that it has. */
  owns(item: Readonly<Record<string, unknown>>): boolean;
  read(item: Readonly<Record<string, unknown>>): ScannedSecret | null;
}

/** Those of `values` that are text and not empty. */
export function textsOf(...values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string" && value !== "") as string[];
}

export function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
