import { cleanLine } from "../../kernel/text.ts";
import type { Skip, Summary } from "../../scan/finding.ts";
import type { Target } from "../../scan/scan.ts";
import { size } from "./size.ts";

const MAX_SKIPS = 20;
const MAX_LINE = 1_000;

/** What people want to know at the end: how much was found in how much, and what was not looked at. */
export function closingWords(found: number, { interrupted, scanned, skipped }: Summary, target: Target): string {
  const what = target.kind === "history" ? "object" : "file";
  const count = found === 0 ? "no tokens" : found === 1 ? "1 token" : `${found} tokens`;
  const more = skipped.length - MAX_SKIPS;
  return [
    ...skipped.slice(0, MAX_SKIPS).map(skipLine),
    ...(more > 0 ? [`… and ${more} more that were not scanned`] : []),
    ...(target.kind === "history" && target.repository.shallow
      ? ["This clone is shallow: what came before its oldest commit was not scanned."]
      : []),
    `${interrupted ? "Interrupted. " : ""}Found ${count} in ${grouped(scanned.files)} ${what}${scanned.files === 1 ? "" : "s"} (${size(scanned.bytes)}).`,
  ].join("\n");
}

/** In thousands. A locale's own way takes longer to load than a small scan takes. */
function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/gu, ",");
}

function skipLine({ member, path, reason }: Skip): string {
  return cleanLine(`Not scanned: ${path}${member === null ? "" : `!${member}`}: ${reason}`, MAX_LINE);
}
