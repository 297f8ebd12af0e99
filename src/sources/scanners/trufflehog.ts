import { isObject } from "../reports/json.ts";
import { positionOf } from "../reports/schema.ts";
import { type ItemReader, textOf, textsOf } from "./scanned.ts";

const BASE64 = /^[A-Za-z0-9+/]{16,}={0,2}$/u;

/** trufflehog: `Raw` is the token, in base64 before September 2022; `RawV2` and `SecretParts` hold tokens of several parts. */
export const trufflehog: ItemReader = {
  format: "trufflehog",
  owns: (item) => "DetectorName" in item && ("Raw" in item || "SourceMetadata" in item),
  read: (item) => {
    const { DetectorName, Raw, RawV2, SecretParts, SourceMetadata } = item;
    const parts = isObject(SecretParts) ? Object.values(SecretParts) : [];
    const texts = textsOf(Raw, RawV2, ...parts);
    const where = placeIn(SourceMetadata);
    return {
      texts: [...texts, ...texts.filter((text) => BASE64.test(text)).map((text) => Buffer.from(text, "base64").toString())],
      type: textOf(DetectorName) ?? "",
      url:
        textOf(where["link"]) ??
        positionOf({ path: where["file"], line: where["line"], commit: where["commit"] }) ??
        textOf(where["repository"]),
      place: textOf(where["commit"]) === null ? "file" : "commit",
    };
  },
};

/** `{Data: {<kind>: {file, line, commit, repository, link …}}}`: of whatever kind. */
function placeIn(metadata: unknown): Readonly<Record<string, unknown>> {
  const data = isObject(metadata) ? metadata["Data"] : null;
  const [kind] = isObject(data) ? Object.values(data) : [];
  return isObject(kind) ? kind : {};
}
