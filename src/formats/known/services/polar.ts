import type { Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { CRC32_BASE62 } from "../../text/checksum.ts";
import { textFormat } from "../../text/format.ts";

/** Polar's tokens: access, refresh, session and registration tokens and client secrets, all of one make. */
export default function polar(): Format {
  return textFormat({
    id: "polar",
    title: "Polar token",
    prefixes: [
      "polar_oat_",
      "polar_pat_",
      "polar_us_",
      "polar_cst_",
      "polar_at_u_",
      "polar_at_o_",
      "polar_rt_u_",
      "polar_rt_o_",
      "polar_cs_",
      "polar_crt_",
    ],
    body: patternBody(["[0-9A-Za-z]{43}"], { checksum: CRC32_BASE62 }),
    selfDelimiting: true,
  });
}
