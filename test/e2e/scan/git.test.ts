import { access, chmod, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../helpers/folder.ts";
import { TestRepository } from "../../helpers/scan/repository.ts";
import { exampleTokens, type Ran, scan, type Told } from "../../helpers/scan/scanning.ts";

let tokens: string[];
let next = 0;
const token = (): string => tokens[next++]!;

beforeAll(async () => {
  tokens = await exampleTokens(60);
});

async function history(repository: TestRepository, ...args: readonly string[]): Promise<Ran> {
  return await scan(["--git", repository.path, "--format", "json", "--reveal", ...args]);
}

const places = (found: readonly Told[]): unknown[] => found.map(({ commit, path, token: text }) => [path, commit, text]);

describe("a history is scanned whole:", () => {
  test("what was deleted is found, with the commit that brought it", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    const commit = await repository.add("config/.env", `A=1\nKEY=${leaked}\n`);
    await repository.remove("config/.env");
    await repository.commit("remove it");
    const { code, report } = await history(repository);
    expect(code).toBe(1);
    expect(report.findings).toEqual([
      {
        format: "tokenward",
        path: "config/.env",
        line: 2,
        column: 5,
        start: 8,
        end: 8 + leaked.length,
        commit,
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
        redacted: expect.stringContaining("…") as string,
        via: [],
        member: null,
        token: leaked,
      },
    ]);
  });

  test("one content is told once, where it first was, whatever it was renamed or copied to", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    const commit = await repository.add("b.txt", leaked);
    await repository.git("mv", "b.txt", "a.txt");
    await repository.commit("rename");
    await repository.add("copy.txt", leaked);
    expect(places((await history(repository)).report.findings)).toEqual([["b.txt", commit, leaked]]);
  });

  test("of the versions of a file that hold one token, the first is told; every token is told", async () => {
    const repository = await TestRepository.create();
    const [first, second] = [token(), token()];
    const one = await repository.add("a.txt", `${first}\n`);
    const two = await repository.add("a.txt", `x\n${first}\n${second}\n`);
    expect(places((await history(repository)).report.findings)).toEqual([
      ["a.txt", one, first],
      ["a.txt", two, second],
    ]);
  });

  test("every place of a token in one content is told", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    await repository.add("a.txt", `${leaked}\n${leaked}\n`);
    expect((await history(repository)).report.findings.map(({ line }) => line)).toEqual([1, 2]);
  });

  test("what only a merge brought is found in the merge, and what it took over where it came from", async () => {
    const repository = await TestRepository.create();
    const [theirs, evil] = [token(), token()];
    await repository.add("base.txt", "base");
    await repository.git("checkout", "--quiet", "-b", "topic");
    const topic = await repository.add("topic.txt", theirs);
    await repository.git("checkout", "--quiet", "main");
    await repository.add("main.txt", "main");
    await repository.git("merge", "--quiet", "--no-commit", "--no-ff", "topic");
    const merge = await repository.add("evil.txt", evil);
    expect(places((await history(repository)).report.findings)).toEqual([
      ["evil.txt", merge, evil],
      ["topic.txt", topic, theirs],
    ]);
  });

  test("binary files and files with zeros are scanned like others", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    await repository.add(
      "a.bin",
      Buffer.concat([Buffer.alloc(5_000), Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(leaked), Buffer.alloc(9)]),
    );
    const [finding] = (await history(repository)).report.findings;
    expect(finding).toMatchObject({ path: "a.bin", start: 5_003, end: 5_003 + leaked.length });
  });

  test("messages of commits and tags are scanned, and branches that are not checked out", async () => {
    const repository = await TestRepository.create();
    const [said, tagged, other] = [token(), token(), token()];
    const commit = await repository.commit(`oops ${said}`);
    await repository.git("tag", "--annotate", "v1", "--message", `release ${tagged}`);
    await repository.git("checkout", "--quiet", "-b", "other");
    await repository.add("other.txt", other);
    await repository.git("checkout", "--quiet", "main");
    const { findings } = (await history(repository)).report;
    expect(findings.map(({ path, token: text }) => [path, text])).toEqual([
      ["<commit>", said],
      ["<tag>", tagged],
      ["other.txt", other],
    ]);
    expect(findings[0]!.commit).toBe(commit);
  });

  test("paths with spaces, quotes, newlines and other scripts are told as they are", async () => {
    const repository = await TestRepository.create();
    const names = ['a "b".txt', "line\nbreak.txt", "ключ.txt", " lead.txt"];
    for (const name of names) await repository.write(name, token());
    await repository.commit();
    const { findings } = (await history(repository)).report;
    expect(findings.map(({ path }) => path)).toEqual(names.toSorted());
  });

  test("an empty repository has nothing to be found", async () => {
    const repository = await TestRepository.create();
    expect(await history(repository)).toMatchObject({ code: 0, report: { findings: [], scanned: { files: 0, bytes: 0 }, skipped: [] } });
  });

  test("a repository with SHA-256 names is read like others", async () => {
    const repository = await TestRepository.create(["--object-format=sha256"]);
    const leaked = token();
    const commit = await repository.add("a.txt", leaked);
    expect(places((await history(repository)).report.findings)).toEqual([["a.txt", commit, leaked]]);
  });
});

describe("repositories of every kind are read:", () => {
  test("a bare one", async () => {
    const origin = await TestRepository.create();
    const leaked = token();
    const commit = await origin.add("a.txt", leaked);
    const bare = TestRepository.at(join(await temporaryFolder(), "bare.git"));
    await origin.git("clone", "--quiet", "--bare", origin.path, bare.path);
    expect(places((await history(bare)).report.findings)).toEqual([["a.txt", commit, leaked]]);
  });

  test("a shallow one, and people are told that it is", async () => {
    const origin = await TestRepository.create();
    const [old, young] = [token(), token()];
    await origin.add("old.txt", old);
    await origin.remove("old.txt");
    const commit = await origin.add("young.txt", young);
    const clone = TestRepository.at(join(await temporaryFolder(), "clone"));
    await origin.git("clone", "--quiet", "--depth=1", `file://${origin.path}`, clone.path);
    const ran = await history(clone);
    expect(places(ran.report.findings)).toEqual([["young.txt", commit, young]]);
    expect(ran.stderr).toContain("shallow");
  });

  test("a worktree beside it, which shares its history and has a branch of its own", async () => {
    const origin = await TestRepository.create();
    await origin.add("a.txt", "a");
    const worktree = TestRepository.at(join(await temporaryFolder(), "worktree"));
    await origin.git("worktree", "add", "--quiet", "--detach", worktree.path);
    const leaked = token();
    const commit = await worktree.add("b.txt", leaked);
    for (const repository of [worktree, origin]) {
      expect(places((await history(repository)).report.findings)).toEqual([["b.txt", commit, leaked]]);
    }
  });

  test("one with a submodule, which is a history of its own", async () => {
    const inner = await TestRepository.create();
    await inner.add("inner.txt", token());
    const outer = await TestRepository.create();
    const leaked = token();
    await outer.write("outer.txt", leaked);
    await outer.git("submodule", "--quiet", "add", inner.path, "sub");
    const commit = await outer.commit();
    expect(places((await history(outer)).report.findings)).toEqual([["outer.txt", commit, leaked]]);
  });

  test("one whose objects lie in a pack, in deltas", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    const filler = Array.from({ length: 2_000 }, (_, index) => `line ${index}`).join("\n");
    await repository.add("a.txt", filler);
    const commit = await repository.add("a.txt", `${filler}\n${leaked}`);
    await repository.add("a.txt", `${filler}\nmore`);
    await repository.git("gc", "--quiet", "--aggressive");
    expect(places((await history(repository)).report.findings)).toEqual([["a.txt", commit, leaked]]);
  });

  test.each([1, 2, 5])("one with thousands of objects, small ones and large, by %i threads", async (threads) => {
    const repository = await TestRepository.create();
    const many = await exampleTokens(1_500);
    const pathOf = (index: number): string => `${String(index).padStart(4, "0")}.txt`;
    for (const [index, text] of many.entries())
      await repository.write(pathOf(index), `${"x ".repeat(index % 100 === 0 ? 2 ** 19 : 0)}\n${text}`);
    const commit = await repository.commit();
    const { report } = await history(repository, "--threads", String(threads));
    expect(places(report.findings)).toEqual(many.map((text, index) => [pathOf(index), commit, text]));
  });
});

describe("a part of a history:", () => {
  test("--range reads what the commits bring, and not what was there before", async () => {
    const repository = await TestRepository.create();
    const [before, after] = [token(), token()];
    const base = await repository.add("before.txt", before);
    const commit = await repository.add("after.txt", after);
    expect(places((await history(repository, "--range", `${base}..HEAD`)).report.findings)).toEqual([["after.txt", commit, after]]);
  });

  test("--range means commits, also where a file is called like them", async () => {
    const repository = await TestRepository.create();
    await repository.add("a.txt", "nothing");
    const leaked = token();
    const commit = await repository.add("HEAD~1..HEAD", leaked);
    const { report } = await history(repository, "--range", "HEAD~1..HEAD");
    expect(places(report.findings)).toEqual([["HEAD~1..HEAD", commit, leaked]]);
    expect(report.skipped).toEqual([]);
  });

  test("--range takes a push of a new branch, announced with zeros", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    const commit = await repository.add("a.txt", leaked);
    const { report } = await history(repository, "--range", `${"0".repeat(40)}..${commit}`);
    expect(places(report.findings)).toEqual([["a.txt", commit, leaked]]);
  });

  test("--since reads what came in since", async () => {
    const repository = await TestRepository.create();
    const [old, young] = [token(), token()];
    await repository.add("old.txt", old, "2020-01-01T00:00:00Z");
    const commit = await repository.add("young.txt", young, "2026-01-01T00:00:00Z");
    expect(places((await history(repository, "--since", "2025-01-01")).report.findings)).toEqual([["young.txt", commit, young]]);
    expect((await history(repository, "--since", "2026-06-01")).report.findings).toEqual([]);
  });

  test("--staged reads what the next commit would bring, and nothing else", async () => {
    const repository = await TestRepository.create();
    const [committed, staged, unstaged] = [token(), token(), token()];
    await repository.add("committed.txt", committed);
    await repository.write("staged.txt", `\n  ${staged}`);
    await repository.git("add", "staged.txt");
    await repository.write("staged.txt", "changed again");
    await repository.write("unstaged.txt", unstaged);
    await repository.git("rm", "--quiet", "committed.txt");
    const { findings } = (await history(repository, "--staged")).report;
    expect(places(findings)).toEqual([["staged.txt", null, staged]]);
    expect(findings[0]).toMatchObject({ line: 2, column: 3 });
  });

  test("--staged works before the first commit", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    await repository.write("a.txt", leaked);
    await repository.git("add", "a.txt");
    expect(places((await history(repository, "--staged")).report.findings)).toEqual([["a.txt", null, leaked]]);
  });

  test("as a hook it reads the index of the commit that is being made", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    await repository.add("a.txt", "harmless");
    await repository.write("a.txt", leaked);
    const main = new URL("../../../dist/main.js", import.meta.url).pathname;
    await repository.write(".git/hooks/pre-commit", `#!/bin/sh\nexec '${process.execPath}' '${main}' scan --git --staged\n`);
    await repository.git("config", "core.hooksPath", ".git/hooks");
    await chmod(join(repository.path, ".git/hooks/pre-commit"), 0o755);
    // `commit --all` has an index of its own, which only its hooks know.
    await expect(repository.git("commit", "--all", "--quiet", "--message", "leak")).rejects.toThrow(/a\.txt:1:1: tokenward/u);
    await repository.write("a.txt", "harmless again");
    await repository.git("commit", "--all", "--quiet", "--message", "no leak");
  });

  test.each([
    ["--range", "nowhere..HEAD", "nowhere..HEAD"],
    ["--range", "HEAD", "two dots"],
    ["--range", "--all..x", "--all..x"],
    ["--since", "some day", "some day"],
  ])("%s %s is refused, and says why", async (option, value, said) => {
    const repository = await TestRepository.create();
    await repository.add("a.txt", token());
    const ran = await scan(["--git", repository.path, `${option}=${value}`]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain(said);
  });
});

describe("a repository is not trusted and may be broken:", () => {
  test("an object that is missing is named, the others are read, and the exit code is that of an error", async () => {
    const repository = await TestRepository.create();
    await repository.write("gone.txt", "this will be gone");
    await repository.add("harmless.txt", "harmless");
    const gone = await repository.git("rev-parse", "HEAD:gone.txt");
    const file = join(repository.path, ".git/objects", gone.slice(0, 2), gone.slice(2));
    await rename(file, `${file}.away`);
    const ran = await history(repository);
    expect(ran.code).toBe(2);
    expect(ran.report.skipped).toEqual([{ path: gone, member: null, reason: expect.stringContaining("does not have") as string }]);
    await rename(`${file}.away`, file);
    await repository.add("leak.txt", token());
    await rm(file);
    expect(await history(repository)).toMatchObject({ code: 1, report: { findings: [{ path: "leak.txt" }], skipped: [{ path: gone }] } });
  });

  test("an object that is damaged is named, and the others are read", async () => {
    const repository = await TestRepository.create();
    for (const name of ["a", "b", "c"]) await repository.write(`${name}.txt`, `${name} ${token()}`);
    await repository.commit();
    const damaged = await repository.git("rev-parse", "HEAD:b.txt");
    const file = join(repository.path, ".git/objects", damaged.slice(0, 2), damaged.slice(2));
    await rm(file);
    await writeFile(file, "this is no object");
    const ran = await history(repository);
    expect(ran.report.findings.map(({ path }) => path)).toEqual(["a.txt", "c.txt"]);
    expect(ran.report.skipped).toMatchObject([{ path: damaged }]);
  });

  test("nothing that its configuration names is started", async () => {
    const repository = await TestRepository.create();
    const leaked = token();
    await repository.add("a.txt", leaked);
    await repository.add(".gitattributes", "*.txt diff=evil filter=evil\n");
    const trap = join(repository.path, "sprung");
    const evil = `touch ${trap}; cat`;
    const settings = ["core.fsmonitor", "core.pager", "core.sshCommand", "diff.external", "diff.evil.textconv", "diff.evil.command"];
    for (const name of [...settings, "filter.evil.smudge", "filter.evil.clean", "gpg.program", "core.alternateRefsCommand"]) {
      await repository.git("config", name, evil);
    }
    await repository.git("config", "log.showSignature", "true");
    await repository.git("config", "remote.origin.url", `ext::sh -c ${evil.replaceAll(" ", "% ")}`);
    await repository.git("config", "protocol.ext.allow", "always");
    await repository.git("config", "remote.origin.promisor", "true");
    await repository.git("config", "extensions.partialClone", "origin");
    const gone = await repository.git("rev-parse", "HEAD:.gitattributes");
    await rm(join(repository.path, ".git/objects", gone.slice(0, 2), gone.slice(2)));
    const ran = await history(repository);
    expect(ran.report.findings).toMatchObject([{ path: "a.txt" }]);
    await history(repository, "--staged");
    await scan([repository.path, "--gitignore"]);
    await expect(access(trap)).rejects.toThrow("ENOENT");
  });

  test("what is no repository is an error", async () => {
    const folder = await temporaryFolder();
    const ran = await scan(["--git", folder]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("not a git repository");
  });
});

test("a scan that is refused leaves no git behind that waits to be heard, however long the history is", async () => {
  const repository = await TestRepository.create();
  repository.addMany(20_000);
  const { code, stderr } = await scan(["--git", repository.path, "--report", "--service", "http://127.0.0.1:9"]);
  expect([code, stderr]).toEqual([2, expect.stringContaining("need an admin token")]);
});
