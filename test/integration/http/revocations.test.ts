import { beforeAll, expect, test } from "vitest";
import { ADMIN_TOKEN, type App, startApp } from "../../helpers/app.ts";
import { record } from "../../helpers/service.ts";
import { until } from "../../helpers/until.ts";

let app: App;
beforeAll(async () => {
  app = await startApp({ role: "all" });
});

async function leak(): Promise<string> {
  const { id, token } = await app.mint();
  await app.github.send(app.hook, [record(token)]);
  return id;
}

/** What a verifier does: it follows the feed and remembers which tokens are dead. */
function follow(headers: Readonly<Record<string, string>> = {}) {
  const events: { id: string; event: string; cursor: string }[] = [];
  const broken = new AbortController();
  const ended = (async () => {
    const response = await fetch(`${app.url}/revocations`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, accept: "text/event-stream", ...headers },
      signal: broken.signal,
    });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    let text = "";
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop()!;
      for (const block of blocks) {
        const data = /^data: (.*)$/mu.exec(block)?.[1];
        if (data !== undefined) events.push(JSON.parse(data) as (typeof events)[number]);
      }
    }
  })().catch((error: unknown) => {
    if (!broken.signal.aborted) throw error;
  });
  return { events, ended, breakOff: () => broken.abort() };
}

test("the feed names revoked tokens in order, page by page, and goes on where a page ended", async () => {
  const ids = [await leak(), await leak(), await leak()];
  const all = await until("all three are in the feed", async () => {
    const { body } = await app.get("/revocations");
    return body["revocations"]!.length === 3 ? body : null;
  });
  expect(new Set(all["revocations"]!.map((entry) => entry["id"]))).toEqual(new Set(ids));
  expect(all["revocations"]![0]).toMatchObject({ event: "revoked", issuer: "builtin", format: "tokenward" });
  const first = (await app.get("/revocations?limit=2")).body;
  const rest = (await app.get(`/revocations?after=${String(first["next"])}`)).body;
  expect(first["revocations"]!.concat(rest["revocations"]!)).toEqual(all["revocations"]);
  const end = (await app.get(`/revocations?after=${String(rest["next"])}`)).body;
  expect(end).toEqual({ revocations: [], next: rest["next"] });
});

test("a follower hears of what was, of what comes, and after a break of what it missed", async () => {
  const before = await leak();
  const verifier = follow();
  await until("it knows the old ones", () => verifier.events.some(({ id }) => id === before));
  const live = await leak();
  await until("it hears of the new one", () => verifier.events.some(({ id }) => id === live));
  verifier.breakOff();
  await verifier.ended;
  const missed = await leak();
  const again = follow({ "last-event-id": verifier.events.at(-1)!.cursor });
  await until("it hears of the one it missed", () => again.events.some(({ id }) => id === missed));
  expect(again.events.map(({ id }) => id)).toEqual([missed]);
  again.breakOff();
  await again.ended;
});

test("a restored token comes back in the feed", async () => {
  const id = await leak();
  const incident = await until("it is revoked", async () => {
    const { body } = await app.get(`/api/incidents?q=token:${id}`);
    return body["incidents"]![0]?.["state"] === "revoked" ? String(body["incidents"]![0]["id"]) : null;
  });
  const verifier = follow();
  await app.call("POST", `/api/incidents/${incident}/restore`, {
    body: '{"reason":"a test"}',
    headers: { "content-type": "application/json" },
  });
  await until("it is told", () => verifier.events.some((entry) => entry.id === id && entry.event === "restored"));
  verifier.breakOff();
  await verifier.ended;
});

test("a verifier that knows nothing yet may say so with an empty cursor", async () => {
  expect((await app.get("/revocations?after=&limit=1")).body).toEqual((await app.get("/revocations?limit=1")).body);
});

test.each([["/revocations?after=nonsense"], ["/revocations?after=1-2-3"], ["/revocations?limit=0"], ["/revocations?since=1"]])(
  "%s is refused with what is allowed",
  async (path) => {
    const { body, status } = await app.get(path);
    expect([status, body["code"]]).toEqual([400, "invalid_request"]);
  },
);

test("nobody follows without an admin token", async () => {
  for (const accept of ["text/event-stream", "application/json"]) {
    expect((await app.call("GET", "/revocations", { headers: { accept } }, "wrong")).status).toBe(401);
  }
  const { status } = await app.call("GET", "/revocations?after=nonsense", { headers: { accept: "text/event-stream" } });
  expect(status).toBe(400);
});

test("a service that stops sends its followers away at once", async () => {
  const other = await startApp({ database: app.database, github: app.github });
  const response = await fetch(`${other.url}/revocations`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, accept: "text/event-stream" },
  });
  const stopping = other.stop();
  await response.text();
  await stopping;
});
