import { describe, expect, test } from "vitest";
import { loadParts } from "../../../src/config/load.ts";

const NO_FILES = (path: string): string => {
  throw Object.assign(new Error(`no such file: ${path}`), { code: "ENOENT" });
};

describe("a part of the configuration", () => {
  test("is read whatever is wrong with the others", () => {
    const env = {
      SMTP_URL: "x",
      PORT: "x",
      DATABASE_URL: "postgres://h/db",
      TOKENWARD_SECRET_FILE: "/none",
      DATA_DIR: "/x",
      LOG_LEVEL: "x",
    };
    expect(loadParts(env, ["storage"], NO_FILES).storage.dataDir).toBe("/x");
    expect(loadParts({ ...env, PORT: "1" }, ["tokens", "file"], NO_FILES).tokens.location).toBe("localhost");
  });

  test("is refused for its own mistakes and for no others", () => {
    const env = { SMTP_URL: "x", TOKEN_PREFIX: "X", PUBLIC_URL: "x", HOST: " " };
    expect(() => loadParts(env, ["tokens"], NO_FILES)).toThrow(
      /^the configuration has 2 mistakes:\n {2}PUBLIC_URL .+\n {2}TOKEN_PREFIX [^\n]+$/u,
    );
    expect(() => loadParts({ ...env, TOKENWARD_CONFIG: "/none" }, ["file"], NO_FILES)).toThrow(/one mistake:\n {2}TOKENWARD_CONFIG names/u);
  });
});
