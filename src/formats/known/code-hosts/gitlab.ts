import type { Format } from "../../format.ts";
import { type Body, bodyByPrefix, patternBody } from "../../text/body.ts";
import { textFormat } from "../../text/format.ts";

// Without a checksum, a longer run is another token: a routable one, most likely.
const exactly = (pattern: string): Body => patternBody([pattern], { neighbours: { after: /[0-9A-Za-z_-]/u } });
const twenty = exactly("[0-9A-Za-z_-]{20}");

const BODIES = {
  "glpat-": twenty,
  "gldt-": twenty,
  "glft-": twenty,
  "glsoat-": twenty,
  "glrt-": twenty,
  GR1348941: twenty,
  "glimt-": exactly("[0-9A-Za-z_-]{25}"),
  "glptt-": exactly("[0-9a-f]{40}"),
  "glagent-": exactly("[0-9A-Za-z_-]{50}"),
  "gloas-": exactly("[0-9A-Za-z_-]{64}"),
};

/** GitLab's tokens of the first kind, of fixed length and without a checksum; the others are in `gitlab-routable.ts`. */
export default function gitlab(): Format {
  return textFormat({
    id: "gitlab",
    title: "GitLab token",
    reportedAs: ["gitlab_personal_access_token"],
    prefixes: Object.keys(BODIES),
    body: bodyByPrefix(BODIES),
  });
}
