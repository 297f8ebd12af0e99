import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { testDatabase } from "../helpers/database.ts";
import { temporaryFolder } from "../helpers/folder.ts";
import { startMailbox } from "../helpers/mailbox.ts";
import { record, startGithub, startTokenward } from "../helpers/service.ts";
import { until } from "../helpers/until.ts";

interface WrittenSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly pid: number;
}

const SDK = pathToFileURL(join(import.meta.dirname, "../fixtures/tracing.mjs")).href;

it("where an SDK is loaded, an alert is one trace from the request to the mail, over processes, and no secret is in it", async () => {
  const { database, url } = await testDatabase();
  const [github, mailbox, folder] = await Promise.all([startGithub(), startMailbox(), temporaryFolder()]);
  const SPANS_FILE = join(folder, "spans.jsonl");
  const env = {
    DATABASE_URL: url.reveal("test"),
    SMTP_URL: mailbox.url,
    GITHUB_API_URL: github.apiUrl,
    DATA_DIR: folder,
    NODE_OPTIONS: `--import ${SDK}`,
    SPANS_FILE,
  };
  const web = await startTokenward(env, ["serve", "--role", "web"]);
  const worker = await startTokenward(env, ["serve", "--role", "worker"]);
  const minted = [await web.mint("one"), await web.mint("two", "bob@example.com")];
  const deliveries = await Promise.all(
    minted.map(({ token }) =>
      github.send(web.hook, [record(token)], { headers: { traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` } }),
    ),
  );
  expect(deliveries.map(({ status }) => status)).toEqual([200, 200]);
  await web.untilNotified(minted.map(({ id }) => id));

  const spans = await until("both mails are told of", async () => {
    const text = await readFile(SPANS_FILE, "utf8");
    const all = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as WrittenSpan);
    return all.filter(({ name }) => name === "notify").length === 2 ? all : null;
  });
  const asked = spans.filter(({ name }) => name === "POST /hooks/github-partner");
  expect(asked).toHaveLength(2);
  expect(new Set(asked.map(({ traceId }) => traceId)).size).toBe(2);
  for (const { pid, parent, traceId } of asked) {
    // What a stranger calls the trace decides nothing.
    expect([parent, traceId.startsWith("aaaa"), pid]).toEqual([null, false, web.process.pid]);
    const own = spans.filter((span) => span.traceId === traceId);
    const ids = new Set(own.map(({ spanId }) => spanId));
    expect(own.map(({ name }) => name).toSorted()).toEqual(["POST /hooks/github-partner", "intake", "mail", "notify", "revoke"]);
    expect(own.filter((span) => span.parent === null || !ids.has(span.parent)).map(({ name }) => name)).toEqual([
      "POST /hooks/github-partner",
    ]);
    expect(new Set(own.filter(({ name }) => ["revoke", "notify", "mail"].includes(name)).map((span) => span.pid))).toEqual(
      new Set([worker.process.pid]),
    );
    expect(own.find(({ name }) => name === "mail")!.attributes["tokenward.outcome"]).toBe("sent");
  }
  const written = JSON.stringify(spans);
  for (const secret of [...minted.map(({ token }) => token.slice(-40)), "example.com", "octo/leak"]) expect(written).not.toContain(secret);

  const kept = await database.query<{ trace: string }>("select trace from incidents");
  expect(kept).toHaveLength(2);
  for (const { trace } of kept) expect(trace).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/u);
});
