import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../helpers/folder.ts";
import { TestRepository } from "../../helpers/scan/repository.ts";
import { exampleTokens, type Ran, scan } from "../../helpers/scan/scanning.ts";

let tokens: string[];
let next = 0;
const token = (): string => tokens[next++]!;

beforeAll(async () => {
  tokens = await exampleTokens(60);
});

/** A folder with these files. */
async function tree(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(folder, path, ".."), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

const paths = ({ report }: Ran): string[] => report.findings.map(({ path }) => path);

describe("the report in JSON", () => {
  test("has every documented field, and only with --reveal the token", async () => {
    const leaked = token();
    const cwd = await tree({ "a/b.py": `import os\n\nKEY = "${leaked}"\n`, "c.txt": "harmless" });
    const { code, report, stdout } = await scan([".", "--format", "json"], { cwd });
    const finding = {
      format: "tokenward",
      path: "a/b.py",
      line: 3,
      column: 8,
      start: 18,
      end: 18 + leaked.length,
      commit: null,
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
      redacted: expect.stringMatching(/^tokenward-.{1,10}….{1,4}$/u) as string,
      via: [],
      member: null,
    };
    expect(report).toEqual({ findings: [finding], scanned: { files: 2, bytes: 28 + leaked.length }, skipped: [] });
    expect(code).toBe(1);
    expect(stdout).not.toContain(leaked);
    expect((await scan([".", "--json", "--reveal"], { cwd })).report.findings).toEqual([{ ...finding, token: leaked }]);
  });

  test("of nothing found is whole too, and the exit code is 0", async () => {
    const cwd = await tree({ "a.txt": "harmless" });
    expect(await scan(["--json"], { cwd })).toMatchObject({
      code: 0,
      report: { findings: [], scanned: { files: 1, bytes: 8 }, skipped: [] },
    });
  });

  test("is the same whatever the number of threads", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [`${index % 7}/${index % 50}/f${index}`, index % 100 === 0 ? tokens[index / 100]! : "x"]),
    );
    const cwd = await tree(files);
    const [one, four] = [await scan(["--json", "--threads", "1"], { cwd }), await scan(["--json", "--threads", "4"], { cwd })];
    expect(one.report.findings).toHaveLength(30);
    expect(four.stdout).toBe(one.stdout);
  });
});

describe("files are walked", () => {
  test("in the order of their paths, whichever way they were named", async () => {
    const names = ["a-b", "a.txt", "a/z", "a/é", "a0", "b/c/d", "B"];
    const cwd = await tree(Object.fromEntries(names.map((name) => [name, token()])));
    const inOrder = names.toSorted();
    expect(paths(await scan(["--json"], { cwd }))).toEqual(inOrder);
    expect(paths(await scan(["--json", "b", "a.txt", "./a/", "a0", "a-b", "B", "a/z"], { cwd }))).toEqual(inOrder);
  });

  test("each once, also when it is named twice or stands in a folder that is named", async () => {
    const cwd = await tree({ "a/b.txt": token() });
    expect(paths(await scan(["--json", ".", "a", "a/b.txt", "./a/../a/b.txt"], { cwd }))).toEqual(["a/b.txt"]);
  });

  test("with the path a person can open: as it was named, and what is below it", async () => {
    const folder = await tree({ "in/a.txt": token() });
    expect(paths(await scan(["--json", `${folder}/in`]))).toEqual([`${folder}/in/a.txt`]);
    expect(paths(await scan(["--json", "../in"], { cwd: join(folder, "in") }))).toEqual(["../in/a.txt"]);
  });

  test("without going round in circles: links are left alone, and with --follow each file is read once", async () => {
    const outside = await tree({ "outside.txt": token() });
    const cwd = await tree({ "a/a.txt": token() });
    await symlink("..", join(cwd, "a/up"));
    await symlink("self", join(cwd, "self"));
    await symlink("nowhere", join(cwd, "dangling"));
    await symlink(outside, join(cwd, "out"));
    const plain = await scan(["--json"], { cwd });
    expect(paths(plain)).toEqual(["a/a.txt"]);
    expect(plain.report.skipped).toEqual([]);
    expect(paths(await scan(["--json", "--follow"], { cwd }))).toEqual(["a/a.txt", "out/outside.txt"]);
    expect(paths(await scan(["--json", "out"], { cwd }))).toEqual(["out/outside.txt"]);
  });

  test("hidden ones too; of a git folder only what is not compressed", async () => {
    const cwd = await tree({ ".env": token(), ".git/config": token(), ".git/objects/aa/bb": token(), "objects/x": token() });
    expect(paths(await scan(["--json"], { cwd }))).toEqual([".env", ".git/config", "objects/x"]);
  });

  test("whatever bytes their names are made of", async () => {
    const cwd = await tree({ "plain.txt": token() });
    await mkdir(Buffer.concat([Buffer.from(`${cwd}/dir-`), Buffer.from([0xff])]));
    await writeFile(Buffer.concat([Buffer.from(`${cwd}/dir-`), Buffer.from([0xff]), Buffer.from("/in.txt")]), token());
    await writeFile(Buffer.concat([Buffer.from(`${cwd}/name-`), Buffer.from([0xfe])]), token());
    expect(paths(await scan(["--json"], { cwd }))).toEqual(["dir-\uFFFD/in.txt", "name-\uFFFD", "plain.txt"]);
  });

  test("pipes only when they are named", async () => {
    const cwd = await tree({ "a.txt": token() });
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    expect(paths(await scan(["--json"], { cwd }))).toEqual(["a.txt"]);
    const leaked = token();
    const running = scan(["--json", "--reveal", "pipe"], { cwd });
    await writeFile(join(cwd, "pipe"), leaked);
    expect((await running).report.findings).toMatchObject([{ path: "pipe", token: leaked }]);
  });

  test("without what git ignores, when that is asked for", async () => {
    const repository = await TestRepository.create();
    for (const path of ["kept.txt", "ignored.txt", "tracked.log", "new.txt", "build/out.txt", "sub/also-ignored", "excluded"]) {
      await repository.write(path, token());
    }
    await repository.write(".gitignore", "ignored.txt\n*.log\n/build/\n");
    await repository.write("sub/.gitignore", "also-*\n");
    await repository.write(".git/info/exclude", "excluded\n");
    await repository.git("add", "--force", "tracked.log", "kept.txt", ".gitignore");
    await repository.git("commit", "--quiet", "--message", "some");
    const nested = join(repository.path, "nested");
    await repository.git("init", "--quiet", nested);
    await writeFile(join(nested, "in-nested.txt"), token());
    expect(paths(await scan(["--json", "--gitignore"], { cwd: repository.path }))).toEqual([
      "kept.txt",
      "nested/in-nested.txt",
      "new.txt",
      "tracked.log",
    ]);
    expect(paths(await scan(["--json"], { cwd: repository.path }))).toContain("ignored.txt");
  });
});

describe("what cannot be read", () => {
  test("is told, the rest is scanned, and nothing found is no success", async () => {
    const cwd = await tree({ "a.txt": "harmless" });
    // Root may read everything, but a path has at most 4,096 bytes for everybody.
    const dig = 'const fs = require("fs"); for (let i = 0; i < 20; i++) { fs.mkdirSync(d); process.chdir(d); }';
    execFileSync(process.execPath, ["-e", `const d = "x".repeat(250); ${dig}`], { cwd });
    onTestFinished(() => void execFileSync("rm", ["-rf", cwd]));
    const ran = await scan(["--json"], { cwd });
    expect(ran.code).toBe(2);
    expect(ran.report.skipped).toMatchObject([{ member: null, reason: "its name is too long" }]);
    await writeFile(join(cwd, "b.txt"), token());
    expect(await scan(["--json"], { cwd })).toMatchObject({ code: 1, report: { findings: [{ path: "b.txt" }], skipped: [{}] } });
  });

  test("and was named by a person is an error before anything is scanned, and every such path is told", async () => {
    const cwd = await tree({ "a.txt": token() });
    const ran = await scan(["--json", "a.txt", "nope", "neither"], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toMatch(/nope: it does not exist; neither: it does not exist/u);
  });
});

describe("standard input", () => {
  test("is scanned as one file", async () => {
    const leaked = token();
    const { code, report } = await scan(["--stdin", "--json", "--reveal"], { input: `x\ny ${leaked}` });
    expect(code).toBe(1);
    expect(report.findings).toMatchObject([{ path: "<stdin>", line: 2, column: 3, start: 4, token: leaked }]);
    expect(report.scanned).toEqual({ files: 1, bytes: 4 + leaked.length });
  });
});

describe("what is known is not told:", () => {
  test("a token that the text allows; the word must stand behind it on its line", async () => {
    const [allowed, other] = [token(), token()];
    const input = `${allowed} # tokenward:allow\n# tokenward:allow\n${other}\n# tokenward:allow`;
    expect((await scan(["--stdin", "--json", "--reveal"], { input })).report.findings).toMatchObject([{ token: other }]);
  });

  test.each(["json", "ndjson", "sarif"])("what an earlier report in %s holds, wherever it stands by now", async (format) => {
    const [old, fresh] = [token(), token()];
    const cwd = await tree({ "a.txt": old });
    const baseline = (await scan(["a.txt", "--format", format], { cwd })).stdout;
    await writeFile(join(cwd, "baseline"), baseline);
    await writeFile(join(cwd, "moved.txt"), `\n\n  ${old}`);
    expect(await scan(["a.txt", "moved.txt", "--baseline", "baseline"], { cwd })).toMatchObject({ code: 0, stdout: "" });
    await writeFile(join(cwd, "new.txt"), fresh);
    expect(paths(await scan(["--json", "--baseline", "baseline", "new.txt"], { cwd }))).toEqual(["new.txt"]);
  });

  test("what .tokenwardignore names, by the fingerprint that the text for people shows", async () => {
    const cwd = await tree({ "a.txt": token() });
    const [, fingerprint = ""] = /\((?<fingerprint>[0-9a-f]{16})\)/u.exec((await scan(["a.txt"], { cwd })).stdout) ?? [];
    await writeFile(join(cwd, ".tokenwardignore"), `# ours\n\n${fingerprint} # in the docs\n`);
    expect(await scan(["a.txt"], { cwd })).toMatchObject({ code: 0, stdout: "" });
  });

  test("a fingerprint is the installation's own, and the same on every run", async () => {
    const input = token();
    const fingerprints = async (secret?: string): Promise<unknown> => {
      const env: Record<string, string> = secret === undefined ? {} : { TOKENWARD_SECRET: Buffer.alloc(32, secret).toString("base64") };
      return (await scan(["--stdin", "--json"], { input, env })).report.findings[0]?.fingerprint;
    };
    const found = [await fingerprints(), await fingerprints(), await fingerprints("a"), await fingerprints("b"), await fingerprints("a")];
    expect(new Set(found).size).toBe(3);
    expect([found[0], found[2]]).toEqual([found[1], found[4]]);
  });

  test.each([
    ["--baseline", "no report at all", "is no report"],
    ["--baseline", '{"findings":', "is no report"],
    ["--ignore-file", "ok\n", "line 1 is no fingerprint"],
  ])("%s of what is none is an error", async (option, content, said) => {
    const cwd = await tree({ file: content });
    const ran = await scan([option, "file"], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(said);
  });
});

describe("reports for others:", () => {
  test("text has a place that can be opened, and is redacted", async () => {
    const leaked = token();
    const cwd = await tree({ "a/b.py": `\n x=${leaked}` });
    const { stderr, stdout } = await scan(["."], { cwd });
    expect(stdout).toMatch(/^a\/b\.py:2:4: tokenward tokenward-\S+ \([0-9a-f]{16}\)\n$/u);
    expect(stdout).not.toContain(leaked);
    expect(stderr).toMatch(/Found 1 token in 1 file \(/u);
  });

  test("NDJSON has one object a line, the last of them about the scan", async () => {
    const cwd = await tree({ "a.txt": token(), "b.txt": token() });
    const lines = (await scan(["--format", "ndjson"], { cwd })).stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([{ path: "a.txt" }, { path: "b.txt" }, { scanned: { files: 2 }, skipped: [] }]);
  });

  test("GitHub's commands survive any path", async () => {
    const leaked = token();
    const cwd = await tree({ "a,b:c%\n.txt": leaked });
    const { stdout } = await scan(["--format", "github"], { cwd });
    expect(stdout).toMatch(/^::error file=a%2Cb%3Ac%25%0A\.txt,line=1,col=1,title=Leaked token%3A tokenward::[^\n]+\n$/u);
    expect(stdout).not.toContain(leaked);
  });
});

describe("contradictions are refused before anything is read:", () => {
  test.each([
    [["--stdin", "a"], "exclude each other"],
    [["--git", ".", "--stdin"], "exclude each other"],
    [["--range", "a..b"], "goes with --git"],
    [["--git", "--staged", "--since", "2020-01-01"], "contradict"],
    [["--json", "--format", "sarif"], "contradict"],
    [["--format", "sarif", "--reveal"], "--reveal does not go with"],
    [["--format", "xml"], "Allowed choices"],
    [["--token-format", "nope"], "no token format"],
    [["--threads", "0"], "whole number"],
    [["--baseline", "missing"], "does not exist"],
  ])("%j", async (args, said) => {
    const ran = await scan(args);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(said);
  });

  test("a configuration that is not usable is an error like any other", async () => {
    expect(await scan(["--stdin"], { env: { PORT: "many" } })).toMatchObject({ code: 2, stdout: "" });
  });
});

test.each([
  ["a path", []],
  ["a repository", ["--git"]],
])("a token that is given in the place of %s is refused, and not told", async (_what, options) => {
  const leaked = token();
  const ran = await scan([...options, leaked]);
  expect(ran).toMatchObject({ code: 2, stdout: "" });
  expect(ran.stderr).toMatch(/tokenward-.{1,10}….{1,4}\b/u);
  expect(ran.stderr).not.toContain(leaked);
});

test("only tokens of the formats that are asked for are told, and the option leaves paths alone", async () => {
  const cwd = await tree({ "a.txt": token() });
  expect(paths(await scan(["--json", "--token-format", "tokenward", "a.txt"], { cwd }))).toEqual(["a.txt"]);
  expect(paths(await scan(["--json", "--token-format", "pypi,testpypi", "--", "a.txt"], { cwd }))).toEqual([]);
});

test("--decode looks into encodings, and nothing else does", async () => {
  const leaked = token();
  const encoded = Buffer.from(`user:${leaked}`).toString("base64");
  const input = `auth = "${encoded}"\n`;
  const [plain, decoded] = await Promise.all([scan(["--stdin", "--json"], { input }), scan(["--stdin", "--json", "--decode"], { input })]);
  expect(plain).toMatchObject({ code: 0, report: { findings: [] } });
  expect(decoded).toMatchObject({
    code: 1,
    report: { findings: [{ start: 8, end: 8 + encoded.length, line: 1, column: 9, via: ["base64"] }] },
  });
  expect(decoded.stdout + decoded.stderr).not.toContain(leaked);
});
