import { z } from "zod";
import type { Queryable } from "../../../db/database.ts";
import type { Matcher } from "../../../formats/matcher.ts";
import { type BulkJobs, type Draft, MAX_IDENTIFIERS, type Selection } from "../../../incidents/bulk/bulk-jobs.ts";
import { BULK_ACTS, STANDINGS, type Standing } from "../../../incidents/bulk/job.ts";
import { countJobsSince } from "../../../incidents/bulk/jobs.sql.ts";
import { parseQuery } from "../../../incidents/queries/query-language.ts";
import { lineOf } from "../../../kernel/check.ts";
import { AppError, STATUS_OF } from "../../../kernel/errors.ts";
import { path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { type LiveList, liveRows } from "../../web/live-list.ts";
import { type Screen, type ScreenAnswer, screen } from "../../web/screen.ts";
import type { Words } from "../../words/words.ts";
import { JobPage } from "./job.tsx";
import { JobList } from "./jobs.tsx";
import { EMPTY_FORM, type JobForm, NewJob } from "./new-job.tsx";

export interface BulkNeeds {
  readonly db: Queryable;
  readonly bulk: BulkJobs;
  readonly matcher: Matcher;
}

const ROWS = 50;
const upTo = (max: number) => z.string().max(max).default("");
const draftForm = z.object({
  act: z.enum(BULK_ACTS),
  q: upTo(500),
  ids: upTo(1_500_000),
  at_least: upTo(9),
  at_most: upTo(9),
  reason: upTo(2_000),
  hold: z.enum(["yes", "no"]),
});
const pickForm = z.object({
  scope: z.enum(["ticked", "page", "all"]),
  id: z.union([z.string().max(36), z.array(z.string().max(36)).max(200)]).default([]),
  page: upTo(10_000),
  q: upTo(500),
});
const pageQuery = z.object({
  after: z
    .string()
    .regex(/^\d{1,9}$/u)
    .default("0"),
  show: z.enum(STANDINGS).optional(),
});
const reasonOf = lineOf(500);

export function liveJobs({ db }: Pick<BulkNeeds, "db">): LiveList {
  return liveRows({
    name: "bulk",
    permission: "incidents:read",
    filter: z.object({}),
    countSince: async (_all, at, limit) => await countJobsSince(db, at, limit),
  });
}

/** Doing something to many incidents at once: what is picked, what would happen, who agrees, how it goes. */
export function bulkScreens({ bulk, db, matcher }: BulkNeeds): Screen[] {
  const live = liveJobs({ db });
  const list = async (words: Words, form: JobForm, error: AppError | null = null, picked: number | null = null): Promise<ScreenAnswer> => {
    const after = await live.position({});
    const empty = <NewJob form={form} error={error?.message ?? null} picked={picked} />;
    return {
      title: words.text("bulk.title"),
      ...(error !== null && { status: STATUS_OF[error.code] }),
      body: <JobList jobs={await bulk.list()} after={after} form={empty} />,
    };
  };
  return [
    screen({
      method: "get",
      path: "/admin/bulk",
      permission: "incidents:read",
      query: z.object({ q: upTo(500) }),
      handle: async ({ query: { q }, words }) => await list(words, { ...EMPTY_FORM, q }),
    }),
    screen({
      method: "post",
      path: "/admin/bulk",
      permission: "bulk:run",
      form: draftForm,
      handle: async ({ form, visitor, words }) => {
        const { act, at_least: atLeast, at_most: atMost, hold } = form;
        const safe = (text: string): string => (matcher.matchAll(text).length > 0 ? "" : text);
        const kept: JobForm = { act, q: safe(form.q), ids: safe(form.ids), atLeast, atMost, reason: safe(form.reason), hold };
        const holdsTokens = kept.q !== form.q || kept.ids !== form.ids || kept.reason !== form.reason;
        try {
          if (holdsTokens) throw new AppError("invalid_request", words.text("bulk.noTokens"));
          const id = await bulk.draft(readDraft(kept, words), visitor.session.name);
          return { to: path`/admin/bulk/${id}`, done: "bulk_drafted" };
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== "invalid_request") throw error;
          return await list(words, kept, error);
        }
      },
    }),
    screen({
      method: "post",
      path: "/admin/bulk/pick",
      permission: "bulk:run",
      form: pickForm,
      handle: async ({ form: { id, page, q, scope }, words }) => {
        if (scope === "all") return await list(words, { ...EMPTY_FORM, q }, null, await bulk.count(q));
        const ids = scope === "page" ? page.split(" ") : typeof id === "string" ? [id] : id;
        if (ids.length === 0) throw new AppError("invalid_request", words.text("pick.nothing"));
        return await list(words, { ...EMPTY_FORM, ids: ids.join("\n") }, null, ids.length);
      },
    }),
    ...jobScreens(bulk),
  ];
}

/** What can be done about one job. What its state does not allow is told on its page. */
function jobScreens(bulk: BulkJobs): Screen[] {
  const run = { permission: "bulk:run" } as const;
  const act = (
    name: string,
    how: Pick<Screen, "permission" | "fresh">,
    work: (id: string, person: string, typed: string) => Promise<ScreenAnswer>,
  ) =>
    screen({
      method: "post",
      path: `/admin/bulk/:id/${name}`,
      ...how,
      params: idParams,
      form: z.object({ typed: upTo(20) }),
      handle: async ({ form, params: { id }, visitor, words }) => {
        try {
          return await work(id, visitor.session.name, form.typed);
        } catch (error) {
          if (!(error instanceof AppError) || !TOLD_IN_PLACE.has(error.code)) throw error;
          return await jobPage(bulk, id, { after: "0" }, words, error);
        }
      },
    });
  return [
    screen({
      method: "get",
      path: "/admin/bulk/:id",
      permission: "incidents:read",
      params: idParams,
      query: pageQuery,
      handle: async ({ params: { id }, query, words }) => await jobPage(bulk, id, query, words),
    }),
    act("start", { ...run, fresh: true }, async (id, person, typed) => {
      const started = await bulk.start(id, typed, person);
      return { to: path`/admin/bulk/${id}`, done: started === "running" ? "bulk_started" : "bulk_waiting" };
    }),
    act("approve", { permission: "bulk:approve", fresh: true }, async (id, person) => {
      await bulk.approve(id, person);
      return { to: path`/admin/bulk/${id}`, done: "bulk_approved" };
    }),
    act("cancel", run, async (id, person) => {
      await bulk.cancel(id, person);
      return { to: path`/admin/bulk/${id}`, done: "bulk_cancelled" };
    }),
    act("retry", { ...run, fresh: true }, async (id, person) => {
      await bulk.retry(id, person);
      return { to: path`/admin/bulk/${id}`, done: "bulk_retried" };
    }),
    act("tell", run, async (id, person) => {
      const pass = await bulk.draftNotices(id, person);
      return { to: path`/admin/bulk/${pass}`, done: "bulk_drafted" };
    }),
  ];
}

async function jobPage(
  bulk: BulkJobs,
  id: string,
  { after, show = null }: { readonly after: string; readonly show?: Standing | null | undefined },
  words: Words,
  error: AppError | null = null,
): Promise<ScreenAnswer> {
  const view = await bulk.view(id, show, Number(after), ROWS + 1, error !== null);
  const all = Object.values(view.standings).reduce((sum, one) => sum + one, 0);
  return {
    title: words.text("bulk.name", { act: view.job.act, count: all }),
    ...(error !== null && { status: STATUS_OF[error.code] }),
    body: <JobPage view={view} all={all} rows={ROWS} show={show} error={error?.message ?? null} above={bulk.approvalAbove} />,
  };
}

const TOLD_IN_PLACE: ReadonlySet<string> = new Set(["invalid_request", "conflict", "forbidden"]);

/** @throws AppError `invalid_request` that says what is wrong with the form */
function readDraft({ act, atLeast, atMost, hold, ids, q, reason }: JobForm, words: Words): Draft {
  const refuse = (key: Parameters<Words["text"]>[0], values = {}): never => {
    throw new AppError("invalid_request", words.text(key, values));
  };
  const [from, to] = [readBound(atLeast), readBound(atMost)];
  if (from === undefined || to === undefined || (from !== null && to !== null && from > to)) return refuse("bulk.bounds");
  const said = reasonOf.safeParse(reason);
  if (!said.success) return refuse("act.reasonMissing");
  return { act, pick: readSelection(q, ids, refuse), atLeast: from, atMost: to, reason: said.data, holdsNotices: hold === "yes" };
}

function readSelection(
  q: string,
  ids: string,
  refuse: (key: "bulk.either" | "bulk.neither" | "bulk.tooMany", values?: object) => never,
): Selection {
  const identifiers = ids.split(/\r?\n/u).flatMap((one, index) => (one.trim() === "" ? [] : [{ text: one.trim(), line: index + 1 }]));
  if (q.trim() !== "" && identifiers.length > 0) return refuse("bulk.either");
  if (identifiers.length > MAX_IDENTIFIERS) return refuse("bulk.tooMany", { max: MAX_IDENTIFIERS });
  if (identifiers.length > 0) return { identifiers };
  // An empty query is everything, and nobody means that.
  if (Object.values(parseQuery(q)).every((value) => value === null)) return refuse("bulk.neither");
  return { query: q.trim() };
}

/** Undefined: it is no number. */
function readBound(text: string): number | null | undefined {
  if (text.trim() === "") return null;
  return /^\d{1,9}$/u.test(text.trim()) ? Number(text) : undefined;
}
