import { isObject } from "../reports/json.ts";
import { positionOf } from "../reports/schema.ts";
import { type ItemReader, textOf, textsOf } from "./scanned.ts";

/** GitLab's secret detection report: the excerpt is optional, and may be more than the token. */
export const gitlabReport: ItemReader = {
  format: "gitlab",
  owns: (item) => Array.isArray(item["identifiers"]) && isObject(item["location"]),
  read: (item) => {
    const location = item["location"] as Readonly<Record<string, unknown>>;
    const [identifier] = item["identifiers"] as readonly unknown[];
    const { type = "", value = "" } = isObject(identifier) ? identifier : {};
    const sha = isObject(location["commit"]) ? textOf(location["commit"]["sha"]) : null;
    // Seven zeros: what was scanned is no commit.
    const commit = sha === null || /^0+$/u.test(sha) ? null : sha;
    return {
      texts: textsOf(item["raw_source_code_extract"]),
      type: textOf(value) === null ? "" : `${textOf(type) ?? ""}_${textOf(value)!}`,
      url: positionOf({ path: location["file"], line: location["start_line"], commit }),
      place: commit === null ? "file" : "commit",
    };
  },
};

/** GitHub's secret scanning alerts as its API lists them; `hide_secret` leaves the value out. */
export const githubAlerts: ItemReader = {
  format: "github",
  owns: (item) => "secret_type" in item && ("secret" in item || "number" in item),
  read: (item) => {
    const { first_location_detected: first, html_url: alert, is_base64_encoded: encoded, secret, secret_type: type } = item;
    const place = isObject(first) ? first : {};
    const texts = textsOf(secret);
    return {
      texts: encoded === true ? texts.map((text) => Buffer.from(text, "base64").toString()) : texts,
      type: textOf(type) ?? "",
      url:
        textOf(place["html_url"]) ??
        positionOf({ path: place["path"], line: place["start_line"], commit: place["commit_sha"] }) ??
        textOf(alert),
      place: textOf(place["commit_sha"]) === null ? null : "commit",
    };
  },
};

/** Our own reports, and the records that code hosts send. */
export const own: ItemReader = {
  format: "tokenward",
  owns: (item) => "token" in item,
  read: ({ commit, line, path, place, source, token, type, url }) => {
    if (textOf(token) === null) return null;
    return {
      texts: textsOf(token),
      type: textOf(type) ?? "",
      url: textOf(url) ?? positionOf({ path, line, commit }),
      place: textOf(place) ?? textOf(source),
    };
  },
};
