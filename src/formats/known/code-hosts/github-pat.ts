import type { Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { textFormat } from "../../text/format.ts";
import { WORD_END } from "../../text/neighbours.ts";

/** GitHub's fine-grained personal access tokens. They are said to end with a checksum; of which bytes is not known, so none is checked. */
export default function githubFineGrained(): Format {
  return textFormat({
    id: "github_pat",
    title: "GitHub fine-grained personal access token",
    prefixes: ["github_pat_"],
    body: patternBody(["[0-9A-Za-z]{22}_[0-9A-Za-z]{59}"], { neighbours: WORD_END }),
  });
}
