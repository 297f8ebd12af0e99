import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { ForgesConfig } from "../../../src/config/groups/forges.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { Secret } from "../../../src/kernel/secret.ts";

type Secrets = Secret<readonly string[]> | null;

function load(env: Readonly<Record<string, string>>, file?: unknown) {
  return loadConfig(file === undefined ? env : { ...env, TOKENWARD_CONFIG: "/config.json" }, () => JSON.stringify(file)).config;
}

function complaintOf(env: Readonly<Record<string, string>>, file?: unknown): string {
  try {
    load(env, file);
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

const whsec = `whsec_${randomBytes(24).toString("base64")}`;
const whpk = `whpk_${randomBytes(32).toString("base64")}`;

const RULES: readonly [
  name: string,
  read: (forges: ForgesConfig) => Secrets,
  taken: Readonly<Record<string, string[]>>,
  refused: string[],
][] = [
  [
    "GITEA_WEBHOOK_SECRET",
    (forges) => forges.giteaSecrets,
    { "It's a Secret to Everybody": ["It's a Secret to Everybody"], "old, new": ["old", "new"] },
    ["hunter2,", ",", "hunter2\nx", "hunter2".repeat(80), Array(11).fill("hunter2").join(",")],
  ],
  ["BITBUCKET_WEBHOOK_SECRET", (forges) => forges.bitbucketSecrets, { a: ["a"] }, ["hunter2,,x"]],
  [
    "AZURE_WEBHOOK_SECRET",
    (forges) => forges.azureCredentials,
    { "u:p:w,v:x": ["u:p:w", "v:x"] },
    ["hunter2", ":hunter2", "hunter2:", "a:b,hunter2"],
  ],
  [
    "GITLAB_SIGNING_TOKEN",
    (forges) => forges.gitlab.signingTokens,
    { [whsec]: [whsec], [`v1,${whsec}`]: [whsec] },
    ["whsec_hunter2", "hunter2", whpk, `${whsec}hunter2!`],
  ],
  [
    "STANDARD_WEBHOOK_SECRET",
    (forges) => forges.standardSecrets,
    { [`${whsec},${whpk}`]: [whsec, whpk], [whsec.slice(6)]: [whsec.slice(6)] },
    ["whpk_hunter2", `whsk_${whpk.slice(5)}`, `whsec_${randomBytes(23).toString("base64")}`, `whsec_${randomBytes(65).toString("base64")}`],
  ],
];

describe.each(RULES)("%s", (name, read, taken, refused) => {
  test.each(Object.entries(taken))("takes %j and shows it to no printer", (text, list) => {
    const { forges } = load({ [name]: text });
    expect(read(forges)?.reveal("test")).toEqual(list);
    if (text.length > 3) expect(inspect(forges, { depth: 9 }) + JSON.stringify(forges)).not.toContain(list[0]);
  });

  test.each(refused)("refuses %j without saying it", (text) => {
    const complaint = complaintOf({ [name]: text });
    expect(complaint).toMatch(new RegExp(`${name} is not usable .*not shown.*; allowed: .+`, "u"));
    expect(complaint).not.toContain("hunter2");
  });
});

test("a self-managed GitLab may use the token of the webhooks, and is told types by the prefix of our tokens", () => {
  const { gitlab } = load({ GITLAB_WEBHOOK_TOKEN: "a,b", TOKEN_PREFIX: "acme" }).forges;
  expect(gitlab.revocationTokens?.reveal("test")).toEqual(["a", "b"]);
  expect(gitlab.revocableTypes).toEqual(["gitleaks_rule_id_acme_api_token"]);
  const own = load({ GITLAB_WEBHOOK_TOKEN: "a", GITLAB_REVOCATION_TOKEN: "c", GITLAB_REVOCABLE_TYPES: "x, y z" }).forges.gitlab;
  expect(own.revocationTokens?.reveal("test")).toEqual(["c"]);
  expect(own.revocableTypes).toEqual(["x", "y z"]);
});

describe("disclosers of the file", () => {
  const entry = {
    id: "acme-scan",
    title: "Acme Scan",
    key_id_header: "Acme-Key-Id",
    signature_header: "Acme-Signature",
    keys_url: "https://scan.acme.example/keys",
  };

  test("need five fields; the rest has defaults", () => {
    expect(load({}, { disclosers: [entry] }).file.disclosers).toEqual([
      {
        ...entry,
        key_id_header: "acme-key-id",
        signature_header: "acme-signature",
        curves: ["P-256"],
        url_field: "url",
        labels: "off",
        hosts: [],
      },
    ]);
    const full = {
      ...entry,
      keys_token: "hunter2",
      curves: ["P-384", "P-521"],
      url_field: "location",
      labels: "hash",
      hosts: ["acme.example"],
    };
    const [read] = load({}, { disclosers: [full] }).file.disclosers;
    expect(read).toMatchObject({ curves: ["P-384", "P-521"], url_field: "location", labels: "hash", hosts: ["acme.example"] });
    expect(read?.keys_token).toBeInstanceOf(Secret);
    expect(JSON.stringify(read)).not.toContain("hunter2");
  });

  test.each([
    [{ id: "Acme" }, "disclosers[0].id"],
    [{ keys_url: "ftp://x" }, "disclosers[0].keys_url"],
    [{ key_id_header: "a b" }, "disclosers[0].key_id_header"],
    [{ curves: [] }, "disclosers[0].curves"],
    [{ curves: ["secp256k1"] }, "disclosers[0].curves"],
    [{ keys_token: "hunter2 x" }, "disclosers[0].keys_token"],
    [{ keys_tokn: "hunter2" }, "disclosers[0].keys_tokn is not known"],
  ])("%j is a mistake that is named by its place and not quoted", (change, place) => {
    const complaint = complaintOf({}, { disclosers: [{ ...entry, ...change }] });
    expect(complaint).toContain(`TOKENWARD_CONFIG: ${place}`);
    expect(complaint).not.toContain("hunter2");
  });

  test("two of one id are a mistake", () => {
    expect(complaintOf({}, { disclosers: [entry, entry] })).toContain("disclosers[1].id");
  });
});

describe("reading from code hosts", () => {
  test("a token alone opens the hosts that everybody knows", () => {
    const { hosts } = load({ GITLAB_API_TOKEN: "hunter2", BITBUCKET_API_TOKEN: "hunter2" });
    expect(hosts.gitlab).toMatchObject({ url: "https://gitlab.com" });
    expect(hosts.bitbucketCloud).toMatchObject({ url: "https://api.bitbucket.org/2.0" });
    expect(inspect(hosts, { depth: 5 })).not.toContain("hunter2");
    expect(load({})).toMatchObject({ hosts: { gitlab: null, gitea: null, bitbucketCloud: null, bitbucketServer: null, azure: null } });
  });

  test.each([
    ["GITEA_API_URL", "GITEA_API_TOKEN"],
    ["BITBUCKET_SERVER_URL", "BITBUCKET_SERVER_TOKEN"],
    ["AZURE_API_URL", "AZURE_API_TOKEN"],
  ])("%s and %s are set together or not at all", (url, token) => {
    expect(complaintOf({ [url]: "https://git.example.com" })).toContain(`${token} is not set, and ${url} means nothing without it`);
    expect(complaintOf({ [token]: "hunter2" })).toContain(`${url} is not set, and ${token} means nothing without it`);
    expect(complaintOf({ [url]: "https://git.example.com", [token]: "hunter2" })).toBe("");
    expect(complaintOf({ [url]: "https://u:hunter2@git.example.com", [token]: "x" })).toContain(url);
  });
});
