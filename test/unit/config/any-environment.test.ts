import fc from "fast-check";
import { expect, test } from "vitest";
import { VARIABLES } from "../../../src/config/config.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { AppError } from "../../../src/kernel/errors.ts";

const CANARY = "c4n4ry";
const SECRETS = Object.keys(VARIABLES).filter((name) => VARIABLES[name as keyof typeof VARIABLES].secret);
const names = fc.constantFrom(...Object.keys(VARIABLES).flatMap((name) => [name, `${name}_FILE`]), "TOKENWARD_X");
// Texts of any kind, and texts that come close to being accepted.
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.webUrl(),
  fc.emailAddress(),
  fc.base64String(),
  fc.integer().map(String),
  fc.constantFrom("postgres://h/db", "smtp://h", "A <a@b>", "http://[::", "https://%", "all", "production"),
);

function messageFor(env: Record<string, string>, file: string): string {
  try {
    return loadConfig(env, () => file).warnings.join();
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    return (error as AppError).message;
  }
}

test("no environment makes it throw anything but an AppError", () => {
  fc.assert(fc.property(fc.dictionary(names, text, { maxKeys: 30 }), text, (env, file) => void messageFor(env, file)));
});

test("no secret is part of any message, whether it is usable or not", () => {
  const secrets = fc.dictionary(
    fc.constantFrom(...SECRETS),
    text.map((value) => `${value}${CANARY}`),
  );
  fc.assert(
    fc.property(fc.dictionary(names, text), secrets, text, (env, hidden, file) => {
      expect(messageFor({ ...env, ...hidden }, `${file}${CANARY}`)).not.toContain(CANARY);
    }),
  );
});
