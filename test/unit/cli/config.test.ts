import { expect, test } from "vitest";
import { VARIABLES } from "../../../src/config/config.ts";
import { runCommand } from "../../helpers/command.ts";

interface Row {
  readonly name: string;
  readonly value: string | null;
  readonly origin: string;
}

async function rows(env: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, Row>>> {
  const { code, stdout } = await runCommand(["config", "--json"], { env });
  expect(code).toBe(0);
  return Object.fromEntries((JSON.parse(stdout) as Row[]).map((row) => [row.name, row]));
}

test("every variable is shown with the value in force, and null where there is none", async () => {
  const all = await rows();
  expect(Object.keys(all)).toEqual(Object.keys(VARIABLES));
  expect(all).toMatchObject({
    PORT: { value: "3000", origin: "default" },
    PUBLIC_URL: { value: "http://localhost:3000" },
    DATA_DIR: { value: `${process.cwd()}/data` },
    MAIL_FROM: { value: "Tokenward <tokenward@localhost>" },
    TOKEN_LOCATION: { value: "localhost" },
    DATABASE_URL: { value: null, origin: "default" },
    SMTP_URL: { value: null },
  });
});

test("no value is a text of the documentation", async () => {
  const values = Object.values(await rows()).map(({ value }) => value ?? "");
  expect(values.filter((value) => /[`$]|\.\.\.|…| of /u.test(value))).toEqual([]);
});

test("what is set follows where it is derived from, and secrets stay hidden", async () => {
  const all = await rows({ PUBLIC_URL: "https://t.example", PRODUCT_NAME: "Acme", ADMIN_TOKEN: "hunter2-hunter2-hunter2" });
  expect(all).toMatchObject({
    PUBLIC_URL: { value: "https://t.example", origin: "environment" },
    MAIL_FROM: { value: "Acme <tokenward@t.example>", origin: "default" },
    ADMIN_TOKEN: { value: "[set]", origin: "environment" },
  });
});

test("people are told what happens without a value, and warnings apart from the values", async () => {
  const { stderr, stdout } = await runCommand(["config"], { env: { TOKENWARD_SECERT: "x" } });
  expect(stdout).toMatch(/^SMTP_URL +default +not set: one \.eml file per mail in DATA_DIR\/mail$/mu);
  expect(stderr).toBe("warning: TOKENWARD_SECERT is not a variable of Tokenward and is ignored\n");
});

test("mistakes are told together with the warnings that may explain them", async () => {
  const { code, stderr } = await runCommand(["config"], { env: { TOKENWARD_SECERT: "x", DATABASE_URL: "postgres://h/db" } });
  expect([code, stderr]).toEqual([
    3,
    expect.stringMatching(/one mistake:\n {2}TOKENWARD_SECRET is not set.+\none warning:\n {2}TOKENWARD_SECERT is not/u),
  ]);
});
