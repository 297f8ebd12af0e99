import { randomInt } from "node:crypto";
import type { Format } from "../../format.ts";
import { JWT_SHAPE, readJwt } from "../../jwt/structure.ts";
import { sampleJwt } from "../../jwt/token.ts";
import { loosest } from "../../shape.ts";
import { type Body, bodyByPrefix, patternBody } from "../../text/body.ts";
import { CRC32_BASE62 } from "../../text/checksum.ts";
import { textFormat } from "../../text/format.ts";

const classic = patternBody(["[0-9A-Za-z]{36}"], { checksum: CRC32_BASE62 });
const refresh = patternBody(["[0-9A-Za-z]{76}", "[0-9A-Za-z]{36}"], { checksum: CRC32_BASE62 });

const APP_ID = /\d{1,12}_/uy;
const LONGEST_APP_ID = 13;

// Installation tokens since April 2026: the app's id and a JWT, which only GitHub can verify.
const installation: Body = {
  end: (text, start, from) => {
    APP_ID.lastIndex = from;
    const app = APP_ID.exec(text)?.[0];
    return app === undefined ? classic.end(text, start, from) : (readJwt(text, from + app.length)?.end ?? null);
  },
  shape: (prefix) => loosest([classic.shape(prefix), { ...JWT_SHAPE, reach: prefix.length + LONGEST_APP_ID + JWT_SHAPE.reach }]),
  isSealed: (_prefix, body) => !body.includes("."),
  sample: (prefix) => (randomInt(2) === 0 ? classic.sample(prefix) : `${randomInt(1_000_000)}_${sampleJwt()}`),
};

const BODIES = { ghp_: classic, gho_: classic, ghu_: classic, ghs_: installation, ghr_: refresh };

/** GitHub's tokens with a checksum: personal (classic), OAuth, user-to-server, installation and refresh. */
export default function github(): Format {
  return textFormat({
    id: "github",
    title: "GitHub token",
    reportedAs: ["github_personal_access_token", "github_oauth_access_token"],
    prefixes: Object.keys(BODIES),
    body: bodyByPrefix(BODIES),
    selfDelimiting: true,
  });
}
