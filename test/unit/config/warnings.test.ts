import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/read.ts";

const SECRET = randomBytes(32).toString("base64");

describe("warnings", () => {
  const warningsOf = (env: Environment): readonly string[] => loadConfig(env, () => SECRET).warnings;

  test("name unknown TOKENWARD_ variables in order, not their values", () => {
    const env = { TOKENWARD_SECERT: "hunter2", "TOKENWARD_\nX": "hunter2", TOKENWARD_SECRET_FILE: "/run/x", OTHER: "x", TOKENWARDEN: "x" };
    expect(warningsOf(env)).toEqual([
      "TOKENWARD_ X is not a variable of Tokenward and is ignored",
      "TOKENWARD_SECERT is not a variable of Tokenward and is ignored",
    ]);
  });

  test.each(["http://ghe.example", "http://10.0.0.1", "http://127.0.0.1.example"])("say that %s can be tampered with", (url) => {
    expect(warningsOf({ GITHUB_API_URL: url })).toEqual([expect.stringContaining("GITHUB_API_URL is plain http")]);
    expect(warningsOf({ PUBLIC_URL: url })).toEqual([expect.stringContaining("PUBLIC_URL is plain http")]);
    expect(warningsOf({ GITLAB_KEYS_URL: url })).toEqual([expect.stringContaining("GITLAB_KEYS_URL is plain http")]);
  });

  test.each(["http://127.0.0.1:1234", "http://localhost", "http://[::1]:1", "https://ghe.example"])("say nothing about %s", (url) => {
    expect(warningsOf({ GITHUB_API_URL: url, PUBLIC_URL: url })).toEqual([]);
  });

  test("are told beside the mistakes: one may be the other's cause", () => {
    const env = {
      NODE_ENV: "production",
      DATABASE_URL: "postgres://h/db",
      TOKENWARD_SECERT: SECRET,
      PUBLIC_URL: "http://t.example",
      SMTP_URL: "x",
    };
    expect(() => loadConfig(env)).toThrow(
      /^the configuration has 2 mistakes:\n {2}SMTP_URL .+\n {2}TOKENWARD_SECRET is not set.+\n3 warnings:\n {2}TOKENWARD_SECERT is not a variable.+\n {2}PUBLIC_URL is plain http.+\n {2}MAIL_FROM is not set.+$/u,
    );
  });

  test("tell a production installation everything it lacks", () => {
    expect(warningsOf({ NODE_ENV: "production" })).toEqual([
      expect.stringMatching(/^SMTP_URL is not set: owners are NOT told/u),
      expect.stringMatching(/^PUBLIC_URL is not set/u),
      expect.stringMatching(/^DATABASE_URL is not set/u),
    ]);
    const complete = { PUBLIC_URL: "https://t.example", DATABASE_URL: "postgres://h/db", TOKENWARD_SECRET: SECRET, SMTP_URL: "smtp://h" };
    expect(warningsOf({ NODE_ENV: "production", ...complete })).toEqual([
      expect.stringMatching(/^MAIL_FROM is not set: mails come from tokenward@t\.example/u),
    ]);
    expect(warningsOf({ NODE_ENV: "production", ...complete, MAIL_FROM: "a@t.example" })).toEqual([]);
  });
});
