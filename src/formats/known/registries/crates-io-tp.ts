import type { Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { XOR_DIGIT } from "../../text/checksum.ts";
import { textFormat } from "../../text/format.ts";

/** The short-lived tokens of crates.io's trusted publishing. */
export default function cratesIoTrustedPublishing(): Format {
  return textFormat({
    id: "crates_io_tp",
    title: "crates.io trusted publishing token",
    prefixes: ["cio_tp_"],
    body: patternBody(["[0-9A-Za-z]{32}"], { checksum: XOR_DIGIT }),
  });
}
