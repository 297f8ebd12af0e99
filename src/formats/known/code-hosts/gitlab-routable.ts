import { randomBytes } from "node:crypto";
import type { Fact, Format } from "../../format.ts";
import { patternBody } from "../../text/body.ts";
import { CRC32_BASE36 } from "../../text/checksum.ts";
import { textFormat } from "../../text/format.ts";

// Base64url of 16 random bytes, up to 159 of routing payload and its length; version; length of the base64; checksum.
const PATTERNS = ["[0-9A-Za-z_-]{27,240}\\.01\\.[0-9a-z]{9}", "[0-9A-Za-z_-]{27,240}\\.[0-9a-z]{9}"];
const RANDOM_BYTES = 16;
const CHECKED = patternBody(PATTERNS, { checksum: CRC32_BASE36 });

/** GitLab's routable tokens: they say which cell of GitLab they belong to, and end with a checksum. With a version or, the older ones, without. */
export default function gitlabRoutable(): Format {
  return textFormat({
    id: "gitlab_routable",
    title: "GitLab routable token",
    prefixes: ["glpat-", "gldt-", "glft-", "glrt-", "glptt-", "glcbt-", "glagent-", "glimt-"],
    body: { ...CHECKED, sample },
    facts,
  });
}

const ROUTES: Readonly<Record<string, string>> = { c: "cell", g: "group", o: "organisation", p: "project", u: "user" };

/** Where it routes to: what stands behind the random bytes, as long as the last byte says. Numbers are in base36. */
function facts(text: string): readonly Fact[] {
  const payload = Buffer.from(text.slice(text.indexOf("-") + 1).split(".")[0]!, "base64url");
  const length = payload.at(-1) ?? 0;
  if (length > payload.length - 1 - RANDOM_BYTES) return [];
  return payload
    .subarray(-1 - length, -1)
    .toString()
    .split("\n")
    .flatMap((line) => {
      const [, key = "", value = ""] = /^([a-z]):([0-9a-z]{1,12})$/u.exec(line) ?? [];
      const name = ROUTES[key];
      return name === undefined ? [] : [{ name, text: String(Number.parseInt(value, 36)) }];
    });
}

function sample(prefix: string): string {
  const routing = `o:1\np:${randomBytes(2).readUInt16BE().toString(36)}`;
  const payload = Buffer.concat([randomBytes(16), Buffer.from(routing), Buffer.of(routing.length)]).toString("base64url");
  const head = `${payload}.01.${payload.length.toString(36).padStart(2, "0")}`;
  return head + CRC32_BASE36.of(prefix, head)[0]!;
}
