import type { JSX } from "preact";
import { z } from "zod";
import type { SavedView } from "../../../access/saved-views.sql.ts";
import type { SavedViews } from "../../../access/saved-views.ts";
import type { Matcher } from "../../../formats/matcher.ts";
import { parseQuery } from "../../../incidents/queries/query-language.ts";
import { lineOf } from "../../../kernel/check.ts";
import { AppError, STATUS_OF } from "../../../kernel/errors.ts";
import { cleanLine } from "../../../kernel/text.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { usePage, type Visitor } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Badge, Foreign, Said } from "../../ui/text.tsx";
import { type Screen, type ScreenAnswer, screen } from "../../web/screen.ts";
import type { Words } from "../../words/words.ts";

export interface ViewNeeds {
  readonly views: SavedViews;
  readonly matcher: Matcher;
}

const PERMISSION = "incidents:read";
const TITLE_MAX = 60;
const viewForm = z.object({ title: lineOf(TITLE_MAX), q: z.string().max(500), shared: z.literal("yes").optional() });

/** Searches that people keep for themselves or share; one of them on their first page. */
export function viewScreens({ matcher, views }: ViewNeeds): Screen[] {
  const list = async ({ session }: Visitor, words: Words, q: string, error: AppError | null = null): Promise<ScreenAnswer> => ({
    title: words.text("views.title"),
    ...(error !== null && { status: STATUS_OF[error.code] }),
    body: <List views={await views.list(session.name)} query={q} error={error?.message ?? null} />,
  });
  const act = (
    name: string,
    done: "view_deleted" | "view_pinned" | "view_unpinned",
    work: (id: string, visitor: Visitor) => Promise<void>,
  ) =>
    screen({
      method: "post",
      path: `/admin/views/:id/${name}`,
      permission: PERMISSION,
      params: idParams,
      handle: async ({ params: { id }, visitor }) => {
        await work(id, visitor);
        return { to: path`/admin/views`, done };
      },
    });
  return [
    screen({
      method: "get",
      path: "/admin/views",
      permission: PERMISSION,
      query: z.object({ q: z.string().max(500).default("") }),
      handle: async ({ query: { q }, visitor, words }) => await list(visitor, words, q),
    }),
    screen({
      method: "post",
      path: "/admin/views",
      permission: PERMISSION,
      form: viewForm,
      handle: async ({ form: { q, shared, title }, visitor, words }) => {
        const holdsToken = [q, title].some((text) => matcher.matchAll(text).length > 0);
        try {
          if (holdsToken) throw new AppError("invalid_request", words.text("casework.noTokens"));
          parseQuery(q);
          await views.save(visitor.session.name, { title, query: q.trim(), shared: shared === "yes" });
          return { to: path`/admin/views`, done: "view_saved" };
        } catch (error) {
          if (!(error instanceof AppError) || error.code === "unavailable") throw error;
          return await list(visitor, words, holdsToken ? "" : q, error);
        }
      },
    }),
    act("delete", "view_deleted", (id, visitor) => views.remove(visitor.session.name, id, visitor.may("sessions:manage"))),
    act("pin", "view_pinned", (id, { session }) => views.pin(session.name, id)),
    act("unpin", "view_unpinned", (_id, { session }) => views.pin(session.name, null)),
  ];
}

interface ListProps {
  readonly views: readonly SavedView[];
  readonly query: string;
  readonly error: string | null;
}

function List({ error, query, views }: ListProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <Table
        caption={words.text("views.caption")}
        rows={views}
        keyOf={({ id }) => id}
        empty={<p>{words.text("views.none")}</p>}
        columns={[
          {
            title: words.text("views.name"),
            cell: (view) => (
              <Link to={path`/admin/incidents?q=${view.query}`}>
                <Foreign text={view.title} max={TITLE_MAX} />
              </Link>
            ),
          },
          { title: words.text("views.query"), cell: ({ query: q }) => q !== "" && <Foreign text={q} /> },
          {
            title: words.text("views.who"),
            cell: ({ shared }) => <Badge tone="calm" text={words.text(shared ? "views.shared" : "views.own")} />,
          },
          { title: words.text("views.of"), cell: ({ person }) => <Foreign text={person} max={60} /> },
          { title: words.text("views.act"), cell: (view) => <Acts view={view} /> },
        ]}
      />
      <section class="card" aria-labelledby="new">
        <h2 id="new">{words.text("views.new")}</h2>
        {error !== null && (
          <p class="error" role="alert">
            <Said text={error} />
          </p>
        )}
        <Form to={path`/admin/views`}>
          <div class="row">
            <div class="field">
              <label for="title">{words.text("views.newTitle")}</label>
              <input id="title" name="title" required maxLength={TITLE_MAX} autocomplete="off" />
            </div>
            <div class="field wide">
              <label for="q">{words.text("views.query")}</label>
              <input id="q" name="q" type="search" value={query} maxLength={500} autocomplete="off" spellcheck={false} />
            </div>
            <label class="field">
              <input type="checkbox" name="shared" value="yes" /> {words.text("views.share")}
            </label>
            <Button kind="main">{words.text("views.save")}</Button>
          </div>
        </Form>
      </section>
    </>
  );
}

function Acts({ view: { id, person, pinned, title } }: { readonly view: SavedView }): JSX.Element {
  const { visitor, words } = usePage();
  const name = cleanLine(title, TITLE_MAX);
  const deletes = visitor?.session.name === person || visitor?.may("sessions:manage") === true;
  return (
    <div class="actions">
      <Form to={pinned ? path`/admin/views/${id}/unpin` : path`/admin/views/${id}/pin`}>
        <Button label={pinned ? words.text("views.unpin") : words.text("views.pinOf", { title: name })}>
          {words.text(pinned ? "views.unpin" : "views.pin")}
        </Button>
      </Form>
      {deletes && (
        <Form to={path`/admin/views/${id}/delete`}>
          <Button label={words.text("views.deleteOf", { title: name })}>{words.text("views.delete")}</Button>
        </Form>
      )}
    </div>
  );
}
