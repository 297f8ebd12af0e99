import type { JSX } from "preact";
import { z } from "zod";
import type { AdminTokens } from "../../../access/admin-tokens.ts";
import { PERMISSION_NAMES } from "../../../access/roles.ts";
import type { Sessions } from "../../../access/sessions.ts";
import { path } from "../../ui/links.tsx";
import { Pages, pageOf } from "../../ui/list/pages.tsx";
import { idParams, startOf } from "../../ui/list/read.ts";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { type Screen, screen } from "../../web/screen.ts";
import { adminTokenScreens, NewToken, TokenList } from "./admin-tokens.tsx";
import { ownSessionScreens } from "./own.tsx";
import { SessionTable } from "./table.tsx";

const PAGE_ROWS = 50;

export interface SessionNeeds {
  readonly sessions: Pick<Sessions, "list" | "listOf" | "end" | "endOwn" | "people">;
  readonly adminTokens: Pick<AdminTokens, "list" | "mint" | "end">;
}

/** Who is signed in, which programs may use the admin API, and ending that. */
export function sessionScreens({ adminTokens, sessions }: SessionNeeds): Screen[] {
  return [
    screen({
      method: "get",
      path: "/admin/sessions",
      permission: "sessions:manage",
      onRecord: true,
      query: z.object({ from: startOf }),
      handle: async ({ query: { from }, words }) => {
        const { last, rows } = pageOf(await sessions.list(from, PAGE_ROWS + 1), PAGE_ROWS);
        const older = last === null ? null : path`/admin/sessions?from=${String(from + PAGE_ROWS)}`;
        const body = (
          <>
            <SessionTable caption={words.text("sessions.caption")} sessions={rows} endAt={(id) => path`/admin/sessions/${id}/end`} />
            <Pages newest={from === 0 ? null : path`/admin/sessions`} older={older} />
            <TokenList tokens={await adminTokens.list()} />
            <NewToken />
            <RoleList />
          </>
        );
        return { title: words.text("sessions.title"), body };
      },
    }),
    screen({
      method: "post",
      path: "/admin/sessions/:id/end",
      permission: "sessions:manage",
      params: idParams,
      handle: async ({ params, visitor }) => {
        await sessions.end(params.id, `admin:${visitor.session.name}`);
        return { to: path`/admin/sessions`, done: "session_ended" };
      },
    }),
    ...ownSessionScreens(sessions),
    ...adminTokenScreens(adminTokens, sessions),
  ];
}

/** Who may do what: the one list that pages and server go by. */
function RoleList(): JSX.Element {
  const { words } = usePage();
  return (
    <Table
      caption={words.text("roles.caption")}
      rows={PERMISSION_NAMES}
      keyOf={(permission) => permission}
      empty=""
      columns={[
        { title: words.text("roles.permission"), cell: (permission) => <code>{permission}</code> },
        { title: words.text("sessions.role"), cell: (permission) => words.roles(permission) },
      ]}
    />
  );
}
