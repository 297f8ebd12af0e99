import { isObject } from "../reports/json.ts";
import { positionOf } from "../reports/schema.ts";
import { type ItemReader, type ScannedSecret, textOf, textsOf } from "./scanned.ts";

type Item = Readonly<Record<string, unknown>>;

/** gitleaks: `Secret` is the token, `Match` the wider text. The author's name and address are left alone. */
export const gitleaks: ItemReader = {
  format: "gitleaks",
  owns: (item) => typeof item["RuleID"] === "string" && ("Secret" in item || "Match" in item),
  read: (item) => read(item, []),
};

/** betterleaks: gitleaks' fields, and newer ones that are to replace them. */
export const betterleaks: ItemReader = {
  format: "betterleaks",
  owns: (item) => gitleaks.owns(item) && ["ValidationStatus", "Attributes", "MatchContext"].some((field) => field in item),
  read: (item) => read(item, [item["MatchContext"]]),
};

function read(item: Item, more: readonly unknown[]): ScannedSecret | null {
  const { Attributes: attributes, Commit, File, Link, Match, RuleID, Secret, StartLine } = item;
  const own = isObject(attributes) ? attributes : {};
  const commit = textOf(Commit) ?? textOf(own["commit"]);
  const path = textOf(File) ?? textOf(own["path"]) ?? textOf(own["file"]);
  // From CSV all fields are text.
  const line = typeof StartLine === "string" ? Number(StartLine) : StartLine;
  const texts = textsOf(Secret, Match, ...more);
  if (texts.length === 0) return null;
  return {
    texts,
    type: textOf(RuleID) ?? "",
    url: textOf(Link) ?? positionOf({ path, line, commit }),
    place: commit === null ? "file" : "commit",
  };
}
