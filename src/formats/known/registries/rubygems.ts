import type { Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { textFormat } from "../../text/format.ts";
import { WORD_END } from "../../text/neighbours.ts";

/** API keys of rubygems.org. */
export default function rubygems(): Format {
  return textFormat({
    id: "rubygems",
    title: "RubyGems API key",
    reportedAs: ["rubygems_api_key", "rubygems_api_token"],
    prefixes: ["rubygems_"],
    body: patternBody(["[0-9a-f]{48}"], { neighbours: WORD_END }),
  });
}
