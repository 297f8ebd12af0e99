import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import type { Config } from "../../../src/config/config.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/read.ts";
import { AppError } from "../../../src/kernel/errors.ts";
import type { Secret } from "../../../src/kernel/secret.ts";
import { GITHUB_DEFAULTS, MAIL_DEFAULTS, STORAGE_DEFAULTS } from "./defaults.ts";

const SECRET = randomBytes(32).toString("base64");
const NO_FILES = (path: string): string => {
  throw Object.assign(new Error(`no such file: ${path}`), { code: "ENOENT" });
};

function load(env: Environment): Config {
  return loadConfig(env, NO_FILES).config;
}

function mistakesOf(env: Environment, readFile = NO_FILES): string[] {
  try {
    loadConfig(env, readFile);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid_config") throw error;
    return error.message.split("\n").slice(1);
  }
  return [];
}

describe("with an empty environment", () => {
  test("every documented default holds", () => {
    expect(load({})).toEqual({
      dashboard: { signInLinks: true, bulkApprovalAbove: 100, oidc: null },
      process: { production: false, role: "all", logLevel: "info", shutdownMs: 15_000 },
      http: {
        host: "127.0.0.1",
        port: 3000,
        publicUrl: "http://localhost:3000",
        maxInflightBytes: 268_435_456,
        trustedProxies: [],
        revokesPerHour: 100,
      },
      storage: { ...STORAGE_DEFAULTS, dataDir: `${process.cwd()}/data` },
      secrets: { master: null, previous: null, sealingKeys: null, adminToken: null },
      mail: MAIL_DEFAULTS,
      tokens: { prefix: "tokenward", location: "localhost" },
      sources: { github: GITHUB_DEFAULTS, keyOverlapMs: 3_600_000, labels: "raw" },
      hosts: {
        gitlab: null,
        gitea: null,
        bitbucketCloud: null,
        bitbucketServer: null,
        azure: null,
        push: { commits: 1_000, bytes: 128 * 1024 * 1024, seconds: 600 },
      },
      forges: {
        gitlab: {
          keysUrl: null,
          webhookTokens: null,
          signingTokens: null,
          revocationTokens: null,
          revocableTypes: ["gitleaks_rule_id_tokenward_api_token"],
        },
        depsdev: { keysUrl: null },
        giteaSecrets: null,
        bitbucketSecrets: null,
        azureCredentials: null,
        standardSecrets: null,
      },
      outgoing: { allowAddresses: [] },
      file: { formats: [], disclosers: [], issuers: [], policies: [], exempt: [], dry_run: false },
      settings: expect.any(Array),
    });
  });

  test("there is nothing to warn about", () => {
    expect(loadConfig({}).warnings).toEqual([]);
  });

  test("an empty value counts as not set", () => {
    expect(load({ PORT: "", SMTP_URL: "", SMTP_URL_FILE: "", TOKEN_PREFIX: "" })).toEqual(load({}));
  });
});

// What each variable takes, as it comes out, and what it does not take.
const RULES: readonly [
  name: string,
  read: (config: Config) => unknown,
  taken: Readonly<Record<string, unknown>>,
  refused: readonly string[],
][] = [
  [
    "HOST",
    (c) => c.http.host,
    { "0.0.0.0": "0.0.0.0", "::1": "::1", "web.internal": "web.internal" },
    ["a b", "http://x", "[::1]", "x".repeat(254)],
  ],
  [
    "PORT",
    (c) => c.http.port,
    { "0": 0, "8080": 8080, "65535": 65535 },
    ["65536", "-1", "80a", "8e3", "0x50", " 80", "80.0", "99999999999"],
  ],
  [
    "PUBLIC_URL",
    (c) => c.http.publicUrl,
    {
      "https://T.Example.org": "https://t.example.org",
      "http://[::1]:8080/": "http://[::1]:8080",
      "https://a.example:443": "https://a.example",
    },
    [
      "t.example.org",
      "ftp://t.example.org",
      "https://t.example.org/app",
      "https://t.example.org?x",
      "https://t.example.org/#x",
      "https://",
      "javascript:x",
    ],
  ],
  [
    "TRUSTED_PROXIES",
    (c) => c.http.trustedProxies,
    { "10.0.0.0/8, ::1": ["10.0.0.0/8", "::1"], loopback: ["loopback"], "2001:db8::/32": ["2001:db8::/32"] },
    ["true", "1", "10.0.0.0/33", "example.org", "10.0.0.0/8,", "*", "0.0.0.0/0", "::/0"],
  ],
  ["REVOKE_PER_HOUR", (c) => c.http.revokesPerHour, { "1": 1, "5000": 5_000 }, ["0", "-1"]],
  ["MAX_INFLIGHT_MIB", (c) => c.http.maxInflightBytes, { "32": 33_554_432 }, ["31", "65537"]],
  ["DATA_DIR", (c) => c.storage.dataDir, { "/var/lib/tokenward": "/var/lib/tokenward", x: `${process.cwd()}/x` }, ["a\0b", "a\nb", " "]],
  ["RETENTION_DAYS", (c) => c.storage.retentionDays, { "1": 1, "30": 30 }, ["0", "31"]],
  ["HISTORY_DAYS", (c) => c.storage.historyDays, { "60": 60, "36500": 36_500 }, ["59", "36501", "0"]],
  [
    "MAIL_FROM",
    (c) => c.mail.from,
    {
      "a@example.org": { name: null, address: "a@example.org" },
      "Acme, Security <a@example.org>": { name: "Acme, Security", address: "a@example.org" },
      '"Acme: Security" <a@localhost>': { name: "Acme: Security", address: "a@localhost" },
      "<a@example.org>": { name: null, address: "a@example.org" },
    },
    [
      "Acme",
      "a@b@c",
      "a@example.org, b@example.org",
      "<a@example.org> <b@example.org>",
      "A\r\nBcc: b@x.org <a@x.org>",
      "a@exa mple.org",
      "<>",
    ],
  ],
  ["PRODUCT_NAME", (c) => c.mail.productName, { " Acme Índex ": "Acme Índex" }, ["a\nb", " ", "x".repeat(61)]],
  [
    "SUPPORT_ADDRESS",
    (c) => c.mail.supportAddress,
    { "help@example.org": "help@example.org" },
    ["help", "Help <help@example.org>", "a@b, c@d"],
  ],
  [
    "TOKEN_PREFIX",
    (c) => c.tokens.prefix,
    { pypi: "pypi", "my-token_2": "my-token_2", a: "a" },
    ["Pypi", "pypi-", "-pypi", "py pi", "é", "x".repeat(33)],
  ],
  ["TOKEN_LOCATION", (c) => c.tokens.location, { "pypi.org": "pypi.org" }, ["pypi org", "é", "a\0", "x".repeat(256)]],
  [
    "GITHUB_API_URL",
    (c) => c.sources.github.apiUrl,
    { "http://127.0.0.1:9/": "http://127.0.0.1:9", "https://ghe.example/api/v3/": "https://ghe.example/api/v3" },
    ["api.github.com", "file:///etc/passwd", "https://a.example/?q=1"],
  ],
  ["KEY_OVERLAP_MINUTES", (c) => c.sources.keyOverlapMs, { "0": 0, "1440": 86_400_000 }, ["1441"]],
  ["LABELS", (c) => c.sources.labels, { raw: "raw", hash: "hash", off: "off" }, ["RAW", "none"]],
  ["NODE_ENV", (c) => c.process.production, { production: true, test: false, staging: false }, ["a\nb"]],
  ["ROLE", (c) => c.process.role, { all: "all", web: "web", worker: "worker" }, ["Web", "both"]],
  ["LOG_LEVEL", (c) => c.process.logLevel, { debug: "debug", silent: "silent" }, ["verbose", "INFO"]],
  ["SHUTDOWN_SECONDS", (c) => c.process.shutdownMs, { "1": 1_000, "300": 300_000 }, ["0", "301"]],
];

describe.each(RULES)("%s", (name, read, taken, refused) => {
  test.each(Object.entries(taken))("takes %j", (text, value) => {
    expect(read(load({ [name]: text }))).toEqual(value);
  });

  test.each(refused)("refuses %j and says what is allowed", (text) => {
    expect(mistakesOf({ [name]: text })).toEqual([expect.stringMatching(`^  ${name} is ".*"; allowed: .+`)]);
  });
});

const SECRET_RULES: readonly [
  name: string,
  read: (config: Config) => Secret<unknown> | null,
  taken: readonly string[],
  refused: readonly string[],
][] = [
  [
    "DATABASE_URL",
    (c) => c.storage.databaseUrl,
    ["postgres://u:pa%40ss@h:5432/db", "postgresql:///db?host=/run/postgresql"],
    ["mysql://u:hunter2@h/db", "u:hunter2@h/db", "postgres//hunter2"],
  ],
  ["REDIS_URL", (c) => c.storage.redisUrl, ["redis://:p@h:6379/0", "rediss://h"], ["http://hunter2", "redis://", "hunter2:6379"]],
  [
    "SMTP_URL",
    (c) => c.mail.smtpUrl,
    ["smtp://127.0.0.1:1025", "smtps://u:p@mail.example"],
    ["http://hunter2@h", "smtp://", "mail.example:25"],
  ],
  ["ADMIN_TOKEN", (c) => c.secrets.adminToken, ["0123456789abcdef"], ["hunter2", "hunter2 0123456789abcdef", "hunter2hunter2hunter2é"]],
  ["GITHUB_TOKEN", (c) => c.sources.github.token, ["github_pat_x"], ["hunter2 x", "hunter2\nx"]],
];

describe.each(SECRET_RULES)("%s", (name, read, taken, refused) => {
  const env = name === "DATABASE_URL" ? { TOKENWARD_SECRET: SECRET } : {};

  test.each(taken)("takes %j and shows it to no printer", (text) => {
    const config = load({ ...env, [name]: text });
    expect(read(config)?.reveal("test")).toBe(text);
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain(text);
  });

  test.each(refused)("refuses %j without saying it", (text) => {
    const mistakes = mistakesOf({ ...env, [name]: text });
    expect(mistakes).toEqual([expect.stringMatching(`^  ${name} is not usable .*not shown.*; allowed: .+`)]);
    expect(mistakes.join()).not.toContain("hunter2");
  });
});

describe("TOKENWARD_SECRET", () => {
  test.each([
    ["on one line", SECRET],
    ["on several lines", `${SECRET.slice(0, 20)}\n${SECRET.slice(20)}\n`],
    ["without its padding", SECRET.replace("=", "")],
  ])("is base64 %s", (_, text) => {
    expect(load({ TOKENWARD_SECRET: text }).secrets.master?.reveal("test")).toEqual(Buffer.from(SECRET, "base64"));
  });

  test.each([
    ["31 bytes", randomBytes(31).toString("base64")],
    ["hexadecimal digits that are base64 by chance, but too few", randomBytes(15).toString("hex")],
    ["characters that base64 does not have", `${SECRET.slice(0, 10)}*${SECRET.slice(10)}`],
    ["too much padding", `${SECRET}=`],
    ["text after the padding", `${SECRET}AAAA`],
  ])("is refused with %s", (_, text) => {
    const mistakes = mistakesOf({ TOKENWARD_SECRET: text });
    expect(mistakes).toEqual([expect.stringContaining("TOKENWARD_SECRET is not usable")]);
    expect(mistakes.join()).not.toContain(text.slice(0, 8));
  });

  test("must be set with a database of one's own, even when other things are wrong too", () => {
    const missing = expect.stringMatching(/^ {2}TOKENWARD_SECRET is not set, and with DATABASE_URL it must be.*openssl rand/u);
    expect(mistakesOf({ DATABASE_URL: "postgres://h/db" })).toEqual([missing]);
    expect(mistakesOf({ DATABASE_URL: "hunter2", PORT: "x" })).toHaveLength(3);
    expect(mistakesOf({ DATABASE_URL_FILE: "/run/url" }, () => "postgres://h/db")).toEqual([missing]);
    expect(mistakesOf({ DATABASE_URL: "postgres://h/db", TOKENWARD_SECRET_FILE: "/run/secret" }, () => SECRET)).toEqual([]);
  });

  test("that does not look random is warned about, not refused", () => {
    const { warnings } = loadConfig({ TOKENWARD_SECRET: Buffer.from("changeme".repeat(4)).toString("base64") });
    expect(warnings).toEqual([expect.stringContaining("TOKENWARD_SECRET does not look random")]);
  });
});

describe("a secret in a file", () => {
  const read = (path: string): string => (path === "/run/admin" ? "0123456789abcdef\n" : NO_FILES(path));

  test("is read without its last line break", () => {
    expect(loadConfig({ ADMIN_TOKEN_FILE: "/run/admin" }, read).config.secrets.adminToken?.reveal("test")).toBe("0123456789abcdef");
  });

  test("is a mistake beside the secret itself", () => {
    expect(mistakesOf({ ADMIN_TOKEN: "0123456789abcdef", ADMIN_TOKEN_FILE: "/run/admin" }, read)).toEqual([
      "  ADMIN_TOKEN and ADMIN_TOKEN_FILE are both set; allowed: one of them",
    ]);
  });

  test.each([
    ["missing", NO_FILES, 'ADMIN_TOKEN_FILE names "/run/x", which cannot be read (ENOENT)'],
    ["empty", () => "\n", 'ADMIN_TOKEN_FILE names "/run/x", which is empty'],
    ["huge", () => "x".repeat(70_000), 'ADMIN_TOKEN_FILE names "/run/x", which is too large'],
    ["unusable", () => "hunter2", 'ADMIN_TOKEN_FILE names "/run/x", whose content is not usable'],
  ])("that is %s is named, and what stands in it is not", (_, readFile, expected) => {
    const mistakes = mistakesOf({ ADMIN_TOKEN_FILE: "/run/x" }, readFile);
    expect(mistakes).toEqual([expect.stringContaining(expected)]);
    expect(mistakes.join()).not.toContain("hunter2");
  });

  test("is for secrets only", () => {
    expect(load({ PORT_FILE: "/run/x" }).http.port).toBe(3000);
  });
});

describe("mistakes", () => {
  test("are all reported at once, with their number", () => {
    expect(() => loadConfig({ PORT: "x", LABELS: "y", ADMIN_TOKEN: "short", RETENTION_DAYS: "31" })).toThrow(
      /^the configuration has 4 mistakes:\n/u,
    );
    expect(mistakesOf({ PORT: "x", LABELS: "y", ADMIN_TOKEN: "short", RETENTION_DAYS: "31" })).toHaveLength(4);
  });

  test("show what was found on one line and without its credentials", () => {
    expect(mistakesOf({ LABELS: "a\r\nb\u202E" })).toEqual(['  LABELS is "a b"; allowed: raw, hash or off']);
    expect(mistakesOf({ LABELS: "x".repeat(1_000) })[0]).toContain(` "${"x".repeat(59)}…"; allowed`);
    expect(mistakesOf({ PUBLIC_URL: "https://u:hunter2@h.example/app" })[0]).toContain('"https://[redacted]@h.example/app"');
    expect(mistakesOf({ GITHUB_API_URL: "https://u:hun/ter2@h.example" })[0]).not.toContain("ter2");
  });
});

test("nothing in a configuration can be changed", () => {
  const frozen = (value: unknown): boolean =>
    typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
  expect(frozen(load({ TOKENWARD_SECRET: SECRET, MAIL_FROM: "A <a@example.org>" }))).toBe(true);
});

describe("what depends on other variables", () => {
  test("the public URL follows the port, and is open while the port is", () => {
    expect(load({ PORT: "8080" }).http.publicUrl).toBe("http://localhost:8080");
    expect(load({ PORT: "0" }).http.publicUrl).toBeNull();
    expect(load({ PORT: "0", PUBLIC_URL: "https://t.example" }).http.publicUrl).toBe("https://t.example");
  });

  test("location and sender follow the public URL's host name, without its port", () => {
    const config = load({ PUBLIC_URL: "https://t.example:8443", PRODUCT_NAME: "Acme" });
    expect(config.tokens.location).toBe("t.example");
    expect(config.mail.from).toEqual({ name: "Acme", address: "tokenward@t.example" });
    expect(load({ PORT: "0" }).tokens.location).toBe("localhost");
  });
});
