import { execFile, execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "../folder.ts";

// What is set for whoever runs the tests must not change what they see.
const ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.com",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.com",
};

/** A real git repository that goes away after the test file. */
export class TestRepository {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async create(options: readonly string[] = []): Promise<TestRepository> {
    const repository = new TestRepository(await temporaryFolder());
    await repository.git("init", "--quiet", "--initial-branch=main", ...options);
    return repository;
  }

  /** At a path where there is one already, such as a clone or a worktree. */
  static at(path: string): TestRepository {
    return new TestRepository(path);
  }

  async git(...args: readonly string[]): Promise<string> {
    return await this.gitWith({}, ...args);
  }

  async gitWith(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<string> {
    const options = { env: { ...ENVIRONMENT, ...env }, maxBuffer: 1 << 26 };
    const { stdout } = await promisify(execFile)("git", ["-C", this.path, "-c", "protocol.file.allow=always", ...args], options);
    return stdout.trim();
  }

  /** One commit of so many files, each with a content of its own. */
  addMany(files: number): void {
    const names = Array.from({ length: files }, (_, n) => String(n));
    const blobs = names.map((name, n) => `blob\nmark :${n + 1}\ndata ${name.length}\n${name}\n`);
    const commit = "commit refs/heads/many\ncommitter a <a@example.org> 1700000000 +0000\ndata 1\nx\n";
    const input = [...blobs, commit, ...names.map((name, n) => `M 100644 :${n + 1} ${name}\n`)].join("");
    execFileSync("git", ["-C", this.path, "fast-import", "--quiet"], { env: ENVIRONMENT, input });
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(this.path, path)), { recursive: true });
    await writeFile(join(this.path, path), content);
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.path, path), { recursive: true });
  }

  /** Commits all that changed. Answers the commit's name. */
  async commit(message = "change", date = "2026-01-01T00:00:00Z"): Promise<string> {
    await this.git("add", "--all");
    await this.gitWith({ GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }, "commit", "--quiet", "--allow-empty", "--message", message);
    return await this.git("rev-parse", "HEAD");
  }

  /** Writes a file and commits it. */
  async add(path: string, content: string | Buffer, date?: string): Promise<string> {
    await this.write(path, content);
    return await this.commit(`add ${path}`, date);
  }
}
