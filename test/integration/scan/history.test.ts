import { expect, test } from "vitest";
import { openHistory } from "../../../src/scan/git/history.ts";
import { TestRepository } from "../../helpers/scan/repository.ts";
import { until } from "../../helpers/until.ts";

const childrenOfThisProcess = (): number => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length;

test("a history that is closed before anybody asked what is in it leaves no git behind, however long it is", async () => {
  const repository = await TestRepository.create();
  repository.addMany(20_000);
  const { history } = await openHistory({ path: repository.path, env: process.env }, { kind: "all" });
  expect(childrenOfThisProcess()).toBeGreaterThan(0);
  history.close();
  await until("git is gone", () => childrenOfThisProcess() === 0);
});
