import { execFile } from "node:child_process";
import { createServer, type IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { close, listen } from "../../unit/sources/support.ts";
import { atEnd } from "../at-end.ts";
import { TestRepository } from "../scan/repository.ts";

/** An answer of the host: JSON unless it is text or bytes. */
export interface HostAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export const NOT_FOUND: HostAnswer = { status: 404, body: { message: "404 Not Found" } };

/** What a kind of host answers to a GET. */
export type Answering = (url: URL, repository: HostedRepository) => Promise<HostAnswer>;

/** A host's REST API on this machine, over one real git repository. */
export class FakeHost {
  readonly url: string;
  readonly repository: HostedRepository;
  /** Every request: path and query, and the headers. */
  readonly requests: { readonly path: string; readonly headers: IncomingMessage["headers"] }[] = [];
  /** Answers instead of the host while it answers anything. */
  instead: (url: URL) => HostAnswer | null = () => null;
  /** Whether this connection breaks instead. */
  breaks: () => boolean = () => false;
  /** The path that is meant by one that was moved. */
  renamed: (path: string) => string = (path) => path;

  private constructor(url: string, repository: HostedRepository) {
    this.url = url;
    this.repository = repository;
  }

  static async start(answering: Answering): Promise<FakeHost> {
    const repository = new HostedRepository(await TestRepository.create());
    const server = createServer((request, response) => {
      const url = new URL(request.url!, host.url);
      host.requests.push({ path: request.url!, headers: request.headers });
      if (host.breaks()) {
        request.socket.destroy();
        return;
      }
      const answer = async (): Promise<HostAnswer> =>
        host.instead(url) ?? (await answering(new URL(host.renamed(request.url!), host.url), repository));
      answer()
        .catch(() => NOT_FOUND)
        .then(({ body, headers = {}, status = 200 }) => {
          const isBytes = typeof body === "string" || Buffer.isBuffer(body);
          response.writeHead(status, { "content-type": isBytes ? "text/plain; charset=utf-8" : "application/json", ...headers });
          response.end(isBytes ? body : JSON.stringify(body));
        })
        .catch(() => response.destroy());
    });
    const host: FakeHost = new FakeHost(await listen(server), repository);
    atEnd(() => close(server));
    return host;
  }
}

/** What hosts ask of git. Names that git does not know are thrown, and become 404. */
export class HostedRepository {
  readonly git: TestRepository;

  constructor(git: TestRepository) {
    this.git = git;
  }

  /** Adds so many commits that change nothing to the branch that is checked out. */
  async grow(count: number): Promise<string> {
    const branch = await this.git.git("symbolic-ref", "HEAD");
    const commit = (from: string): string => `commit ${branch}\ncommitter Ada <ada@example.com> 1767225600 +0000\ndata 1\nx\n${from}\n`;
    const first = commit(`from ${await this.git.git("rev-parse", "HEAD")}\n`);
    const running = promisify(execFile)("git", ["-C", this.git.path, "fast-import", "--quiet"]);
    running.child.stdin!.end(first + commit("").repeat(count - 1));
    await running;
    return await this.git.git("rev-parse", "HEAD");
  }

  /** Newest first. */
  async commits(tip: string, without: string | null): Promise<string[]> {
    const excluded = without === null ? [] : [`^${without}`];
    return (await this.git.git("rev-list", tip, ...excluded)).split("\n").filter((id) => id !== "");
  }

  /** As a host prints it: git's own output, here with the commit's head before it. */
  async diff(commit: string, ...options: readonly string[]): Promise<string> {
    return `${await this.git.git("show", "-m", "--first-parent", "--format=fuller", ...options, commit)}\n`;
  }

  /** The changed files of a commit, with their status letters. */
  async names(commit: string): Promise<{ readonly status: string; readonly path: string }[]> {
    const lines = await this.git.git("diff-tree", "--root", "--no-commit-id", "--name-status", "-r", "-m", "--first-parent", "-z", commit);
    const fields = lines.split("\0");
    return Array.from({ length: Math.floor(fields.length / 2) }, (_, index) => ({
      status: fields[2 * index]!,
      path: fields[2 * index + 1]!,
    }));
  }

  async file(commit: string, path: string): Promise<Buffer> {
    return Buffer.from(await this.git.git("show", `${commit}:${path}`));
  }
}

/** A part of a list. */
export function pageOf<T>(items: readonly T[], start: number, size: number): readonly T[] {
  return items.slice(start, start + size);
}
