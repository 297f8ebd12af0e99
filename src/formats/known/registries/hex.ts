import type { Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { CRC32_HEX } from "../../text/checksum.ts";
import { textFormat } from "../../text/format.ts";

/** API keys of hex.pm: 16 random bytes and their CRC-32, all in hexadecimal. */
export default function hex(): Format {
  return textFormat({
    id: "hex",
    title: "Hex API key",
    prefixes: ["hex_"],
    body: patternBody(["[0-9a-f]{40}"], { checksum: CRC32_HEX }),
    selfDelimiting: true,
  });
}
