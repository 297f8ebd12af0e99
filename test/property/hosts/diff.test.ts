import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ChangedFile, DiffReader } from "../../../src/hosts/push/diff.ts";
import { temporaryFolder } from "../../helpers/folder.ts";

/** Lines that look like those of diffs, so that only counting tells what is what. */
const line = fc.constantFrom(
  "",
  "a",
  "b",
  " c",
  "+d",
  "-e",
  "++ b/x",
  "-- a/x",
  "+++ b/y",
  "--- a/y",
  "@@ -1,2 +3,4 @@",
  "diff --git a/x b/z",
  "\\ No newline at end of file",
  "é\r",
  "Binary files a/x and b/x differ",
);
const content = fc.tuple(fc.array(line, { maxLength: 30 }), fc.boolean()).map(([lines, ended]) => lines.join("\n") + (ended ? "\n" : ""));
const name = fc.constantFrom("x", "with space", "é.txt", 'quo"te', "tab\there", "b/b", "a b/a b", "rename to", "deep/er/.env");

function read(diff: Buffer, cuts: readonly number[] = []): ChangedFile[] {
  const reader = new DiffReader();
  const files: ChangedFile[] = [];
  let from = 0;
  for (const cut of [...cuts, diff.length].map((at) => Math.min(at, diff.length)).toSorted((a, b) => a - b)) {
    files.push(...reader.push(diff.subarray(from, cut)));
    from = cut;
  }
  return [...files, ...reader.end()];
}

async function gitDiff(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  context: number,
): Promise<Buffer> {
  const folder = await temporaryFolder();
  for (const [side, files] of Object.entries({ before, after })) {
    await mkdir(join(folder, side));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(join(folder, side, path, ".."), { recursive: true });
      await writeFile(join(folder, side, path), text);
    }
  }
  const args = ["diff", "--no-index", "--no-color", `-U${context}`, "--no-renames", "--text", "before", "after"];
  const env = { PATH: process.env["PATH"] ?? "", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const ran = promisify(execFile)("git", args, { cwd: folder, env, encoding: "buffer" });
  // 1: there are differences.
  return await ran.then(
    ({ stdout }) => stdout,
    (error: unknown) => {
      const { code, stdout } = error as { code: number; stdout: Buffer };
      if (code !== 1) throw error;
      return stdout;
    },
  );
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/u, "").split("\n"));

/** The lines that a file says were added, by their numbers. */
function numbered({ added, runs }: ChangedFile): [line: number, text: string][] {
  return linesOf(added.toString()).map((text, index) => {
    const run = runs.findLast((one) => one.index <= index)!;
    return [run.line + index - run.index, text];
  });
}

test("of any two versions of files, git's diff is read as what git counts, and every added line is that line of the new file", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(name, content, { maxKeys: 3, noNullPrototype: true }),
      fc.dictionary(name, content, { maxKeys: 3, noNullPrototype: true }),
      fc.constantFrom(0, 1, 3),
      async (before, after, context) => {
        const diff = await gitDiff(before, after, context);
        const files = new Map(read(diff).map((file) => [file.path.replace(/^after\//u, ""), file]));
        for (const [path, text] of Object.entries(after)) {
          const lines = linesOf(text);
          const file = files.get(path);
          const added = file === undefined ? [] : numbered(file);
          for (const [number, content_] of added) expect([path, number, content_]).toEqual([path, number, lines[number - 1]]);
          // What was not added was there before, in this order.
          const gone = new Set(added.map(([number]) => number));
          const kept = lines.filter((_, index) => !gone.has(index + 1));
          expect(isSubsequence(kept, linesOf(before[path] ?? ""))).toBe(true);
          expect(file?.missing ?? false).toBe(false);
        }
        expect([...files.keys()].filter((path) => after[path] === undefined)).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

function isSubsequence(few: readonly string[], many: readonly string[]): boolean {
  let at = 0;
  for (const one of many) if (few[at] === one) at += 1;
  return at === few.length;
}

const DIFF = Buffer.from(
  [
    "diff --git a/x b/x",
    "index 1..2 100644",
    "--- a/x",
    "+++ b/x",
    "@@ -1,2 +1,3 @@ context +not added",
    " one",
    "+two",
    "-three",
    "+four",
    "diff --git a/y b/y",
    "Binary files a/y and b/y differ",
    'diff --git "a/\\303\\251" "b/\\303\\251"',
    "new file mode 100644",
    "--- /dev/null",
    '+++ "b/\\303\\251"',
    "@@ -0,0 +1 @@",
    "+five",
    "",
  ].join("\n"),
);

test("it is the same however it is cut into pieces", () => {
  const whole = read(DIFF);
  expect(whole.map(({ path, missing }) => [path, missing])).toEqual([
    ["x", false],
    ["y", true],
    ["é", false],
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat(DIFF.length), { maxLength: 8 }), (cuts) => {
      expect(read(DIFF, cuts)).toEqual(whole);
    }),
  );
});

test("whatever bytes come, it reads on; a hunk that is cut off is told to be missing", () => {
  const anyBytes = fc.array(
    fc.oneof(fc.constantFrom("+", "-", "@", " ", "\n", "\\", "@@ -1,9 +1,9 @@\n", "+++ b/x\n", "diff --git a/x b/x\n"), fc.string()),
  );
  fc.assert(
    fc.property(anyBytes, (parts) => {
      for (const file of read(Buffer.from(parts.join("")))) {
        expect(file.runs.every(({ index }, at) => at === 0 || index > file.runs[at - 1]!.index)).toBe(true);
        expect(linesOf(file.added.toString()).length > 0).toBe(file.runs.length > 0 && file.added.length > 0);
      }
    }),
  );
});

test.each([5, 6, 7, 8, 9])("a patch of which only the first %i lines came tells whether its hunk is whole", (count) => {
  const lines = DIFF.toString().split("\n").slice(0, count);
  expect(read(Buffer.from(`${lines.join("\n")}\n`))).toMatchObject([{ path: "x", missing: count < 9 }]);
});

test("a file of two names is told by its second, and one that is gone is not told", () => {
  const moved =
    "diff --git a/a b b/c d\nsimilarity index 90%\nrename from a b\nrename to c d\n--- a/a b\t\n+++ b/c d\t\n@@ -1 +1,2 @@\n x\n+y\n";
  const gone = "diff --git a/z b/z\ndeleted file mode 100644\n--- a/z\n+++ /dev/null\n@@ -1 +0,0 @@\n-secret\n";
  expect(read(Buffer.from(`commit 1\n\n    +++ b/not a file\n\n${moved}${gone}`)).map(({ path }) => path)).toEqual(["c d"]);
});
