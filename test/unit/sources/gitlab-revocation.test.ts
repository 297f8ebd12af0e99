import { expect, test } from "vitest";
import { AppError } from "../../../src/kernel/errors.ts";
import { Secret } from "../../../src/kernel/secret.ts";
import gitlabRevocation from "../../../src/sources/known/gitlab-revocation.ts";
import { sourceSettings } from "./support.ts";

// GitLab's page "Token Revocation API", with `location` where others have `url`.
const TYPES = ["gitleaks_rule_id_gitlab_personal_access_token", "my_api_token"];
const record = (type: string, token: string) => ({ type, token, location: "https://mysecretserver.com/-/blob/main/a" });

function source(spent: [string, number][] = [], limited = false) {
  const limit = {
    spend: async (key: string, cost: number): Promise<void> => {
      spent.push([key, cost]);
      if (limited) throw new AppError("rate_limited", "enough", { retryAfter: 60 });
      await Promise.resolve();
    },
  };
  const gitlab = { ...sourceSettings().gitlab, revocationTokens: new Secret(["t"]), revocableTypes: TYPES };
  return gitlabRevocation(sourceSettings({ gitlab, limit }))!;
}

const parse = (records: unknown) => source().parse(Buffer.from(JSON.stringify(records)));

test("the address of a record stands in `location`, and `url` is nobody's word", () => {
  const [report] = parse([{ ...record(TYPES[0]!, "XXXX"), url: "https://elsewhere.example" }]);
  expect(report).toMatchObject({ type: TYPES[0], url: "https://mysecretserver.com/-/blob/main/a", place: null });
});

test("204 for types of ours, 400 as soon as one is not: GitLab does not send such a batch again", () => {
  expect(source().answer(parse([record(TYPES[0]!, "a"), record(TYPES[1]!, "b")]), null)).toEqual({ status: 204 });
  expect(source().answer(parse([]), null)).toEqual({ status: 204 });
  expect(source().answer(parse([record(TYPES[0]!, "a"), record("aws", "b")]), null)).toEqual({ status: 400 });
  expect(source().answer(parse([record(TYPES[0]!, "a"), null]), null)).toEqual({ status: 400 });
});

test("each type has an allowance; those that are not ours share one", async () => {
  const spent: [string, number][] = [];
  await source(spent).admit!(parse([record(TYPES[0]!, "a"), record("x", "b"), record(TYPES[0]!, "c"), record("y", "d"), null]));
  expect(spent).toEqual([
    [TYPES[0], 2],
    ["", 3],
  ]);
});

test("over its allowance GitLab is told to come again, before anything is done", async () => {
  await expect(source([], true).admit!(parse([record(TYPES[0]!, "a")]))).rejects.toThrow(
    expect.objectContaining({ code: "rate_limited", retryAfter: 60 }),
  );
});
