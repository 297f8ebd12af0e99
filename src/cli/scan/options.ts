import { availableParallelism } from "node:os";
import type { Format } from "../../formats/format.ts";
import { AppError } from "../../kernel/errors.ts";
import type { Extent } from "../../scan/git/revisions.ts";
import type { ScannerOptions } from "../../scan/scanner.ts";

export const REPORT_FORMATS = ["text", "json", "ndjson", "sarif", "github"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What stands on the command line. */
export interface ScanOptions {
  readonly stdin?: boolean;
  /** True: the repository around the working directory. */
  readonly git?: string | true;
  readonly since?: string;
  readonly range?: string;
  readonly staged?: boolean;
  readonly gitignore?: boolean;
  readonly follow?: boolean;
  readonly format?: ReportFormat;
  readonly json?: boolean;
  readonly tokenFormat?: readonly string[];
  readonly baseline?: string;
  readonly ignoreFile?: string;
  readonly decode?: boolean;
  readonly archives?: boolean;
  readonly report?: boolean;
  readonly backFill?: boolean;
  readonly verify?: boolean;
  readonly service?: string;
  readonly reveal?: boolean;
  readonly threads?: number;
}

/** What is asked for, free of contradictions. */
export interface ScanOrder {
  readonly where:
    | { readonly kind: "files"; readonly paths: readonly string[] }
    | { readonly kind: "stdin" }
    | { readonly kind: "git"; readonly path: string | null; readonly extent: Extent };
  readonly formats: readonly Format[];
  readonly scanner: Omit<ScannerOptions, "formats">;
  readonly archives: boolean;
  readonly act: { readonly report: boolean; readonly backFill: boolean; readonly verify: boolean; readonly service: string | null };
  readonly report: ReportFormat;
  readonly reveal: boolean;
  readonly threads: number;
}

/** Whoever writes this behind a token, on its line, says that it may stand there. */
const ALLOW = "tokenward:allow";

/** @throws AppError `invalid_request` that says which options do not go together, or which token format there is not */
export function orderOf(paths: readonly string[], options: ScanOptions, formats: readonly Format[]): ScanOrder {
  const { chosen, rest } = chosenFormats(options.tokenFormat ?? [], formats);
  const report = options.format ?? (options.json === true ? "json" : "text");
  const reveal = options.reveal === true;
  if (options.json === true && report !== "json") refuse(`--json and --format ${report} contradict each other.`);
  if (reveal && ["sarif", "github"].includes(report))
    refuse(`--reveal does not go with --format ${report}: such reports are kept and shown to many.`);
  return {
    where: placeOf([...rest, ...paths], options),
    formats: chosen,
    scanner: { decode: options.decode === true, allow: ALLOW },
    archives: options.archives === true,
    act: actsIn(options),
    report,
    reveal,
    threads: options.threads ?? availableParallelism(),
  };
}

function actsIn({ backFill = false, report = false, service, verify = false }: ScanOptions): ScanOrder["act"] {
  if (backFill && !report) refuse("--back-fill is said of what --report hands in: it goes with it.");
  if (service !== undefined && !report && !verify) refuse("--service is where --report and --verify go: it needs one of them.");
  return { report, backFill, verify, service: service ?? null };
}

function placeOf(paths: readonly string[], options: ScanOptions): ScanOrder["where"] {
  const { git, stdin = false } = options;
  const extents = extentsIn(options);
  if (git === undefined && extents.length > 0) refuse(`--${extents[0]!.kind} is about a history: it goes with --git.`);
  if (extents.length > 1) refuse(`--${extents[0]!.kind} and --${extents[1]!.kind} contradict each other.`);
  if (Number(stdin) + Number(git !== undefined) + Number(paths.length > 0) > 1) {
    refuse("Paths, --stdin and --git exclude each other: one scan looks at one of them. A repository is named behind --git.");
  }
  if (stdin) return { kind: "stdin" };
  if (git !== undefined) return { kind: "git", path: git === true ? null : git, extent: extents[0] ?? { kind: "all" } };
  return { kind: "files", paths: paths.length === 0 ? ["."] : paths };
}

function extentsIn({ range, since, staged = false }: ScanOptions): Extent[] {
  return [
    ...(since === undefined ? [] : [{ kind: "since", time: since } as const]),
    ...(range === undefined ? [] : [{ kind: "range", range } as const]),
    ...(staged ? [{ kind: "staged" } as const] : []),
  ];
}

/** The option takes all that follows it: what is no format's id is a path. */
function chosenFormats(ids: readonly string[], formats: readonly Format[]): { chosen: readonly Format[]; rest: readonly string[] } {
  if (ids.length === 0) return { chosen: formats, rest: [] };
  const wanted = new Set(ids.flatMap((id) => id.split(",")));
  const chosen = formats.filter(({ id }) => wanted.has(id));
  if (chosen.length === 0) {
    refuse(`--token-format got "${ids[0]}", which is no token format. There are: ${formats.map(({ id }) => id).join(", ")}.`);
  }
  const known = new Set(chosen.map(({ id }) => id));
  return { chosen, rest: ids.filter((id) => !id.split(",").every((one) => known.has(one))) };
}

function refuse(message: string): never {
  throw new AppError("invalid_request", message);
}
