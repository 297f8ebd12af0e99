import { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import type { News } from "../../incidents/feed/news.ts";
import { NEWS_LIMIT, type Tally } from "../../incidents/feed/tally.ts";
import { check } from "../../kernel/check.ts";
import { AppError, ERROR_CODES } from "../../kernel/errors.ts";
import { openEventStream, sendEvents } from "../../kernel/net/event-stream.ts";
import type { Visitor } from "../ui/page.ts";
import type { Words } from "../words/words.ts";
import type { Desk } from "./desk.tsx";
import type { LiveList } from "./live-list.ts";

const MAX_STREAMS = 200;
const MAX_OF_SESSION = 4;

const positionOf = z.string().max(40);

/**
 * How much of a list is new since it was shown: as server-sent events, or once, for whoever asks again and again.
 * Neither counts as using the session, and a stream ends with it.
 */
export function live(news: News, lists: readonly LiveList[], desk: Pick<Desk, "passer" | "words">): Router {
  const streams = new Map<string, number>();
  const router = Router();
  for (const list of lists) router.get(`/admin/live/${list.name}`, handler(news, list, desk, streams));
  return router;
}

function handler(news: News, list: LiveList, desk: Pick<Desk, "passer" | "words">, streams: Map<string, number>): RequestHandler {
  return async (request, response) => {
    const visitor = await desk.passer(request);
    if (visitor === null) throw new AppError("unauthorized", ERROR_CODES.unauthorized);
    if (!visitor.may(list.permission)) throw new AppError("forbidden", ERROR_CODES.forbidden);
    const { after, ...asked } = request.query;
    const tally = list.tally(
      check(list.filter, asked),
      check(positionOf, after, () => "after"),
    );
    const words = desk.words(request);
    if (request.accepts(["application/json", "text/event-stream"]) !== "text/event-stream") {
      response.json(toldOf(await tally.count(), words));
      return;
    }
    const own = streams.get(visitor.session.id) ?? 0;
    if (own >= MAX_OF_SESSION || news.followers >= MAX_STREAMS) {
      throw new AppError("overloaded", "too many pages are kept up to date already; this one asks from time to time", { retryAfter: 30 });
    }
    streams.set(visitor.session.id, own + 1);
    stream({ news, tally, words, request, response, desk, onClose: () => release(streams, visitor) });
  };
}

function release(streams: Map<string, number>, { session }: Visitor): void {
  const left = (streams.get(session.id) ?? 1) - 1;
  if (left === 0) streams.delete(session.id);
  else streams.set(session.id, left);
}

interface Stream {
  readonly news: News;
  readonly tally: Tally;
  readonly words: Words;
  readonly request: Request;
  readonly response: Response;
  readonly desk: Pick<Desk, "passer" | "words">;
  readonly onClose: () => void;
}

function stream({ desk, news, onClose, request, response, tally, words }: Stream): void {
  const isSignedIn = async (): Promise<boolean> => (await desk.passer(request)) !== null;
  const stop = news.follow(tally, {
    take: async (count) => {
      if (!(await isSignedIn())) response.end();
      else await sendEvents(response, `event: news\ndata: ${JSON.stringify(toldOf(count, words))}\n\n`);
    },
    end: () => response.end(),
  });
  openEventStream(response, {
    name: "news",
    onClose: () => {
      stop();
      onClose();
    },
    // When it cannot be found out, the next sign of life asks again.
    onHeartbeat: () =>
      void isSignedIn().then(
        (yes) => (yes ? undefined : response.end()),
        () => undefined,
      ),
  });
}

function toldOf(count: number, words: Words): { readonly count: number; readonly text: string } {
  return { count, text: words.text("live.new", { count, more: count >= NEWS_LIMIT ? "yes" : "no" }) };
}
