import { describe, expect, test } from "vitest";
import type { ConfigFile } from "../../../src/config/file/file.ts";
import { loadConfig } from "../../../src/config/load.ts";
import type { Secret } from "../../../src/kernel/secret.ts";

const FILES: Record<string, string> = { "/run/key": "from a file\n", "/run/empty": "\n" };

function load(file: unknown, env: Readonly<Record<string, string>> = {}): ConfigFile {
  const readFile = (path: string): string => {
    if (path === "/etc/tokenward.json") return JSON.stringify(file);
    if (path in FILES) return FILES[path]!;
    throw Object.assign(new Error("no"), { code: "ENOENT" });
  };
  return loadConfig({ TOKENWARD_CONFIG: "/etc/tokenward.json", ...env }, readFile).config.file;
}

function mistakesOf(file: unknown, env: Readonly<Record<string, string>> = {}): string {
  try {
    load(file, env);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it was taken");
}

const FINGERPRINT = "ab".repeat(32);

describe("policies", () => {
  test("what is not said has its default", () => {
    expect(load({ policies: [{}] }).policies).toEqual([
      {
        format: "*",
        source: "*",
        action: "revoke",
        expired_copy: "notify",
        unverified: "revoke",
        forged: "ignore",
        unknown: "ignore",
        late_label: "none",
        dry_run: false,
      },
    ]);
    expect(load({})).toMatchObject({ policies: [], exempt: [], issuers: [], dry_run: false });
  });

  test("every mistake is told with its place, what was found and what is allowed", () => {
    const message = mistakesOf({
      policies: [{ action: "revok", restore_hours: 0 }, { format: "A", sauce: "x", forged: "revoke" }, 7],
      exempt: [{ why: "x" }, { format: "a", fingerprint: FINGERPRINT, why: "x" }, { fingerprint: "abc", why: "x\ny" }],
      dry_run: "yes",
    });
    for (const part of [
      'policies[0].action is "revok"; allowed: revoke, suspend, notify, ask or ignore',
      "policies[0].restore_hours is 0; allowed: more than 0 hours",
      'policies[1].format is "A"; allowed: an id, or * for any',
      "policies[1].sauce is not known; allowed: an object with format, source, action",
      'policies[1].forged is "revoke"; allowed: ask or ignore',
      "policies[2] is 7; allowed: an object with format",
      "exempt[0] is ",
      "exempt[1] is ",
      'exempt[2].fingerprint is "abc"; allowed: the 64 hex digits',
      "exempt[2].why is ",
      'dry_run is "yes"; allowed: true or false',
    ]) {
      expect(message).toContain(`TOKENWARD_CONFIG: ${part}`);
    }
  });
});

describe("issuers", () => {
  test("have what their kind needs as it stands, and their secrets from where it says they are", () => {
    const entry = {
      id: "shop",
      kind: "http",
      url: "https://shop.example",
      secret: { $env: "SHOP_SECRET" },
      auth: [{ key: { $file: "/run/key" } }],
      $env: 1,
    };
    const [issuer] = load({ issuers: [entry] }, { SHOP_SECRET: "from the environment" }).issuers;
    const { auth, secret } = issuer!.options as { secret: Secret; auth: [{ key: Secret }] };
    expect([secret.reveal("test"), auth[0].key.reveal("test")]).toEqual(["from the environment", "from a file"]);
    expect(issuer).toMatchObject({ id: "shop", title: "shop", kind: "http", options: { url: "https://shop.example", $env: 1 } });
    expect(JSON.stringify(issuer)).not.toContain("from ");
  });

  test("every mistake is told with its place, and nothing of an issuer is quoted", () => {
    const message = mistakesOf({
      issuers: [
        { id: "builtin", kind: "sql", url: "postgres://u:hunter2@h/d" },
        { id: "shop", kind: "Sql" },
        { id: "shop", kind: "sql", url: { $env: "NOT_SET" }, key: { $file: "/run/none" }, other: [{ $file: "/run/empty" }] },
        "hunter2",
      ],
    });
    for (const part of [
      "issuers[0].id is not usable; allowed: an id other than builtin and none, which are taken",
      "issuers[1].kind is not usable; allowed: the name of a kind of issuer",
      'issuers[2].url names the environment variable "NOT_SET", which is not set; allowed: one that is',
      'issuers[2].key names the file "/run/none", which cannot be read (ENOENT); allowed: a file with the secret',
      'issuers[2].other[0] names the file "/run/empty", which is empty; allowed: a file with the secret',
      "issuers[3] is not usable; allowed: an object with id, kind, title",
    ]) {
      expect(message).toContain(`TOKENWARD_CONFIG: ${part}`);
    }
    expect(message).not.toContain("hunter2");
    const twice = mistakesOf({
      issuers: [
        { id: "shop", kind: "sql" },
        { id: "shop", kind: "http" },
      ],
    });
    expect(twice).toContain("issuers[1].id is not usable; allowed: an id that no other issuer of the file has");
  });
});

describe("SEALING_KEYS", () => {
  const key = (byte: number): string => Buffer.alloc(32, byte).toString("base64");
  const keysOf = (text: string) =>
    loadConfig({ SEALING_KEYS: text })
      .config.secrets.sealingKeys?.reveal("test")
      .map((bytes) => bytes[0]);

  test("are one or several, in order", () => {
    expect([keysOf(key(1)), keysOf(`${key(1)},${key(2)}, ${key(3)}`)]).toEqual([[1], [1, 2, 3]]);
    expect(loadConfig({}).config.secrets.sealingKeys).toBeNull();
  });

  test.each([",", `${key(1)},`, "short", Buffer.alloc(33).toString("base64"), `${key(1)},x`])("%j is refused and not shown", (text) => {
    expect(() => loadConfig({ SEALING_KEYS: text })).toThrow("SEALING_KEYS is not usable (it is a secret and not shown)");
  });
});
