import type { Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { textFormat } from "../../text/format.ts";
import { WORD_EDGES } from "../../text/neighbours.ts";

/** API tokens of crates.io: three letters and no checksum, so that words and base64 have to be kept out by what stands beside it. */
export default function cratesIo(): Format {
  return textFormat({
    id: "crates_io",
    title: "crates.io API token",
    reportedAs: ["crates_io_api_token"],
    prefixes: ["cio"],
    body: patternBody(["[0-9A-Za-z]{32}"], { neighbours: WORD_EDGES }),
  });
}
