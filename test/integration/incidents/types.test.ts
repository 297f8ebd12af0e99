import { expect, test } from "vitest";
import { loadFormats } from "../../../src/formats/registry.ts";
import { testHeart } from "../../helpers/heart.ts";

type Heart = Awaited<ReturnType<typeof testHeart>>;

const formats = await loadFormats({ tokenPrefix: "tokenward", tokenLocation: "tokens.test" });

async function valueOf(heart: Heart, metric: "badChecksums" | "typeDisagreements" | "typeAlarm", labels: object): Promise<number> {
  const { values } = await heart.metrics[metric].get();
  return values.find((one) => JSON.stringify(one.labels) === JSON.stringify(labels))?.value ?? 0;
}

test("a type that is not the token's format decides nothing and is counted; one that is always wrong raises the alarm, until it is right", async () => {
  const heart = await testHeart();
  const tokens = await Promise.all(Array.from({ length: 6 }, () => heart.mint()));
  const texts = tokens.map(({ text }) => text);
  const wrong = texts.slice(0, 4).map((token) => ({ token, type: "pypi_api_token" }));
  expect((await heart.report(wrong)).labels).toEqual(wrong.map(() => "true_positive"));
  expect(await valueOf(heart, "typeDisagreements", { source: "github-partner" })).toBe(4);
  expect(await valueOf(heart, "typeAlarm", { source: "github-partner" })).toBe(0);

  await heart.report(wrong);
  expect(await valueOf(heart, "typeDisagreements", { source: "github-partner" })).toBe(4);

  await heart.report([{ token: texts[4]!, type: "npm_access_token" }]);
  expect(await valueOf(heart, "typeAlarm", { source: "github-partner" })).toBe(1);
  expect((await heart.incidents()).map(({ state }) => state)).toEqual(["revoking", "revoking", "revoking", "revoking", "revoking"]);

  await heart.report([{ token: texts[5]!, type: "tokenward_api_token" }]);
  expect(await valueOf(heart, "typeAlarm", { source: "github-partner" })).toBe(0);
  expect(await valueOf(heart, "typeDisagreements", { source: "github-partner" })).toBe(5);
});

test("what would be a token but for its checksum is none, and is counted by its format, once a text", async () => {
  const heart = await testHeart();
  const npm = formats.find(({ id }) => id === "npm")!.example();
  const bad = npm.slice(0, -1) + (npm.endsWith("0") ? "1" : "0");
  expect((await heart.report([`${bad} ${bad}%20${bad}`, npm])).labels).toEqual([null, "false_positive"]);
  expect(await valueOf(heart, "badChecksums", { format: "npm" })).toBe(1);
});
