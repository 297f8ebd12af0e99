import type { Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { CRC32_BASE62 } from "../../text/checksum.ts";
import { textFormat } from "../../text/format.ts";

/** Access tokens of registry.npmjs.org since 2021. The older ones are bare UUIDs, which nothing tells from other UUIDs. */
export default function npm(): Format {
  return textFormat({
    id: "npm",
    title: "npm access token",
    reportedAs: ["npm_access_token"],
    prefixes: ["npm_"],
    body: patternBody(["[0-9A-Za-z]{36}"], { checksum: CRC32_BASE62 }),
    selfDelimiting: true,
  });
}
