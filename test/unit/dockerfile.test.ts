import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { VARIABLES } from "../../src/config/config.ts";
import { isCommand } from "../helpers/cli-help.ts";

// There may be no container engine where the tests run: this holds the files against each other instead.
const ROOT = new URL("../../", import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, ROOT), "utf8");

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The instructions of each stage, the last stage last. */
function stagesOf(dockerfile: string): Instruction[][] {
  const lines = dockerfile
    .replace(/^#.*\n/gmu, "")
    .replace(/\\\n/gu, " ")
    .split("\n")
    .filter((line) => line.trim() !== "");
  const instructions = lines.map((line) => {
    const [name = "", ...rest] = line.trim().split(/\s+/u);
    return { name, rest: rest.join(" ") };
  });
  const stages: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.name === "FROM") stages.push([]);
    stages.at(-1)?.push(instruction);
  }
  return stages;
}

const stages = stagesOf(read("Dockerfile"));
const last = stages.at(-1) ?? [];
const restOf = (name: string): string => last.findLast((instruction) => instruction.name === name)?.rest ?? "";
const execForm = (text: string): string[] => JSON.parse(text) as string[];

describe("Dockerfile", () => {
  const copied = stages.flat().filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from="));
  const sources = copied.flatMap(({ rest }) => rest.split(" ").slice(0, -1));

  test("copies only what exists and what .dockerignore lets through", () => {
    const letThrough = read(".dockerignore")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.replace(/^!/u, ""));
    expect(sources.filter((source) => !existsSync(new URL(source, ROOT)))).toEqual([]);
    expect(new Set(sources)).toEqual(new Set(letThrough));
  });

  test("copies from stages that there are", () => {
    const names = stages
      .flat()
      .filter(({ name }) => name === "FROM")
      .map(({ rest }) => rest.split(" AS ")[1]);
    const used = stages
      .flat()
      .filter(({ rest }) => rest.startsWith("--from="))
      .map(({ rest }) => /^--from=(\S+)/u.exec(rest)?.[1]);
    expect(used).not.toHaveLength(0);
    expect(used.filter((stage) => !names.includes(stage))).toEqual([]);
  });

  test("installs no development dependency into the image, and builds nothing as a side effect", () => {
    const installs = stages.map((stage) =>
      stage
        .map(({ rest }) => rest)
        .filter((rest) => rest.includes("npm ci"))
        .join(),
    );
    expect(installs).toEqual(["npm ci --ignore-scripts", expect.stringContaining("npm ci --omit=dev --ignore-scripts"), ""]);
  });

  test("runs as an unprivileged user, set after everything that needs another", () => {
    expect(restOf("USER")).toBe("node");
    const afterwards = last.slice(last.findIndex(({ name }) => name === "USER") + 1).map(({ name }) => name);
    expect(afterwards).not.toContain("RUN");
    expect(afterwards).not.toContain("COPY");
  });

  test("starts a command that there is, without a shell, so that signals arrive", async () => {
    expect(execForm(restOf("ENTRYPOINT"))).toEqual(["node", "dist/main.js"]);
    expect(await isCommand(execForm(restOf("CMD")))).toBe(true);
  });

  test("asks for its health by our own command, without a shell", async () => {
    const [node, main, ...command] = execForm(restOf("HEALTHCHECK").replace(/^.*CMD /u, ""));
    expect([node, main]).toEqual(["node", "dist/main.js"]);
    expect(await isCommand(command)).toBe(true);
  });

  test("sets only variables that there are", () => {
    const names = restOf("ENV")
      .split(" ")
      .map((pair) => pair.split("=")[0] ?? "");
    expect(names).toContain("NODE_ENV");
    expect(names.filter((name) => !(name in VARIABLES))).toEqual([]);
  });

  test("keeps its data in the one folder that may be written to", () => {
    expect(restOf("ENV")).toContain(`DATA_DIR=${restOf("VOLUME")}`);
  });
});

test(".dockerignore lets nothing through that it does not name", () => {
  const [first, ...rest] = read(".dockerignore").trim().split("\n");
  expect(first).toBe("*");
  expect(rest.filter((line) => !/^![\w./-]+$/u.test(line))).toEqual([]);
});
