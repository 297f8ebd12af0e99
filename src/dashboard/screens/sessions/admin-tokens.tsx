import type { JSX } from "preact";
import { z } from "zod";
import type { AdminToken } from "../../../access/admin-tokens.sql.ts";
import type { AdminTokens } from "../../../access/admin-tokens.ts";
import type { Sessions } from "../../../access/sessions.ts";
import { lineOf } from "../../../kernel/check.ts";
import { AppError } from "../../../kernel/errors.ts";
import type { Secret } from "../../../kernel/secret.ts";
import { readAlike } from "../../../kernel/text.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, At, Foreign } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";

const PERMISSION = "sessions:manage";
const NAME_MAX = 60;
const DAYS_MAX = 3_650;
const DAYS = 365;

const mintForm = z.object({ name: lineOf(NAME_MAX), days: z.coerce.number<string>().int().min(1).max(DAYS_MAX) });

/** Minting a token of the admin API for a program, and ending one. */
export function adminTokenScreens(tokens: Pick<AdminTokens, "mint" | "end">, sessions: Pick<Sessions, "people">): Screen[] {
  return [
    screen({
      method: "post",
      path: "/admin/sessions/tokens",
      permission: PERMISSION,
      fresh: true,
      form: mintForm,
      handle: async ({ form: { days, name }, visitor, words }) => {
        // What the program does is recorded under this name: nobody may lend it a person's.
        const people = await sessions.people();
        if (people.some((person) => readAlike(person.name, name))) throw new AppError("invalid_request", words.text("adminTokens.taken"));
        const secret = await tokens.mint(name, days, `admin:${visitor.session.name}`);
        return { status: 201, title: words.text("adminTokens.shown"), body: <Minted secret={secret} /> };
      },
    }),
    screen({
      method: "post",
      path: "/admin/sessions/tokens/:id/end",
      permission: PERMISSION,
      params: idParams,
      handle: async ({ params, visitor }) => {
        await tokens.end(params.id, `admin:${visitor.session.name}`);
        return { to: path`/admin/sessions`, done: "admin_token_ended" };
      },
    }),
  ];
}

export function TokenList({ tokens }: { readonly tokens: readonly AdminToken[] }): JSX.Element {
  const { words } = usePage();
  return (
    <Table
      caption={words.text("adminTokens.caption")}
      rows={tokens}
      keyOf={({ id }) => id}
      empty={words.text("adminTokens.none")}
      columns={[
        { title: words.text("sessions.who"), cell: ({ name }) => <Foreign text={name} max={60} /> },
        { title: words.text("adminTokens.minted"), cell: ({ created_at: at }) => <Ago at={at} /> },
        { title: words.text("sessions.seen"), cell: ({ last_used_at: at }) => <Ago at={at} /> },
        { title: words.text("adminTokens.ends"), cell: ({ expires_at: at }) => <At at={at} /> },
        {
          title: words.text("sessions.act"),
          cell: ({ id, name }) => (
            <Form to={path`/admin/sessions/tokens/${id}/end`}>
              <Button kind="danger" label={words.text("adminTokens.endOf", { name })}>
                {words.text("sessions.end")}
              </Button>
            </Form>
          ),
        },
      ]}
    />
  );
}

export function NewToken(): JSX.Element {
  const { words } = usePage();
  return (
    <section class="card" aria-labelledby="new">
      <h2 id="new">{words.text("adminTokens.new")}</h2>
      <Form to={path`/admin/sessions/tokens`}>
        <div class="row">
          <div class="field wide">
            <label for="name">{words.text("adminTokens.name")}</label>
            <input id="name" name="name" required maxLength={NAME_MAX} autocomplete="off" />
          </div>
          <div class="field">
            <label for="days">{words.text("adminTokens.days")}</label>
            <input id="days" name="days" type="number" required min={1} max={DAYS_MAX} value={DAYS} />
          </div>
          <Button>{words.text("adminTokens.mint")}</Button>
        </div>
      </Form>
    </section>
  );
}

/** The only time it is shown. */
function Minted({ secret }: { readonly secret: Secret }): JSX.Element {
  const { words } = usePage();
  return (
    <section class="card">
      <p>{words.text("adminTokens.shownAbout")}</p>
      <p>
        <code class="wrap">{secret.reveal("show it once")}</code>
      </p>
      <Link to={path`/admin/sessions`} class="button">
        {words.text("endpoints.secret.kept")}
      </Link>
    </section>
  );
}
