import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../helpers/folder.ts";
import { tar, tarGz, zip } from "../../helpers/scan/archives.ts";
import { TestRepository } from "../../helpers/scan/repository.ts";
import { exampleTokens, scan } from "../../helpers/scan/scanning.ts";

let tokens: string[];
let wheel: Buffer;

beforeAll(async () => {
  tokens = await exampleTokens(3);
  wheel = zip({ "pkg/a.py": "x = 1\n", "pkg/b.py": `KEY = "${tokens[0]}"\n` });
});

const INSIDE = { member: "pkg/b.py", line: 1, column: 8, start: 7 };

test("--archives opens archives among other files, whatever they are called, and nothing else does", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "a.whl"), wheel);
  await writeFile(join(cwd, "b.txt"), await tarGz({ "dist/x.whl": wheel, "c.txt": tokens[1]! }));
  await writeFile(join(cwd, "c.gz"), "no gzip at all");
  const [plain, opened, helped] = await Promise.all([
    scan(["--json"], { cwd }),
    scan(["--json", "--archives", "--threads", "1"], { cwd }),
    scan(["--json", "--archives", "--threads", "3"], { cwd }),
  ]);
  expect(plain).toMatchObject({ code: 0, report: { findings: [], skipped: [] } });
  expect(opened).toMatchObject({
    code: 1,
    report: {
      findings: [
        { path: "a.whl", ...INSIDE },
        { path: "b.txt", member: "c.txt", start: 0 },
        { path: "b.txt", ...INSIDE, member: "dist/x.whl!pkg/b.py" },
      ],
      skipped: [],
    },
  });
  expect(helped.report).toEqual(opened.report);
  expect(opened.stdout + opened.stderr).not.toContain(tokens[0]);
});

test("a zip behind the line that names its interpreter, or behind a program, is opened, as zipapps and executable jars are", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "app.pex"), zip({ "x/b.py": `KEY = "${tokens[0]}"\n` }, { front: "#!/usr/bin/env python3\n" }));
  await writeFile(join(cwd, "app.run"), zip({ "x/c.py": tokens[2]! }, { program: "#!/bin/sh\nexec java -jar $0\n" }));
  await writeFile(join(cwd, "b.txt"), `${tokens[1]}\n${Buffer.from("504b0506", "hex").toString("latin1")}${"\0".repeat(18)}`);
  const { report } = await scan(["--json", "--archives"], { cwd });
  expect(report.findings.map(({ member, path }) => [path, member])).toEqual([
    ["app.pex", "x/b.py"],
    ["app.run", "x/c.py"],
    ["b.txt", null],
  ]);
  expect(report.skipped).toEqual([]);
});

test("a token that stands in an archive's own bytes is told once: with its member, or without one where it has none", async () => {
  const cwd = await temporaryFolder();
  const stored = zip({ "a.txt": tokens[0]! }, { stored: true });
  await writeFile(join(cwd, "a.zip"), stored);
  await writeFile(join(cwd, "b.tar"), Buffer.concat([await tar({ "a.txt": tokens[1]! }), Buffer.from(tokens[2]!)]));
  const { report } = await scan(["--json", "--archives"], { cwd });
  expect(report.findings.map(({ member, path }) => [path, member])).toEqual([
    ["a.zip", "a.txt"],
    ["b.tar", "a.txt"],
    ["b.tar", null],
  ]);
});

test("archives on standard input and in a history are opened", async () => {
  const repository = await TestRepository.create();
  await repository.add("lib/a.whl", wheel);
  await repository.add("b.gz", gzipSync(tokens[1]!));
  const [piped, history] = await Promise.all([
    scan(["--stdin", "--json", "--archives"], { input: wheel }),
    scan(["--git", "--json", "--archives"], { cwd: repository.path }),
  ]);
  expect(piped).toMatchObject({ code: 1, report: { findings: [{ path: "<stdin>", ...INSIDE }] } });
  expect(history.report.findings).toMatchObject([
    { path: "b.gz", member: "" },
    { path: "lib/a.whl", ...INSIDE },
  ]);
});

test("a bomb, a locked and a damaged archive are told, and the rest is scanned", async () => {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "bomb.gz"), gzipSync(Buffer.alloc(2 ** 26)));
  await writeFile(join(cwd, "cut.zip"), wheel.subarray(0, wheel.length - 30));
  await writeFile(join(cwd, "locked.zip"), zip({ "a.txt": tokens[1]! }, { encrypted: true }));
  const only = await scan(["--json", "--archives"], { cwd });
  expect(only.code).toBe(2);
  await writeFile(join(cwd, "z.txt"), tokens[2]!);
  const { code, report } = await scan(["--json", "--archives"], { cwd });
  expect(code).toBe(1);
  expect(report.findings).toMatchObject([{ path: "z.txt", member: null }]);
  expect(report.skipped).toMatchObject([
    { path: "bomb.gz", member: "", reason: expect.stringContaining("200 times its size") },
    { path: "cut.zip", member: null, reason: expect.stringContaining("it is damaged") },
    { path: "locked.zip", member: "a.txt", reason: "it is encrypted" },
  ]);
});
