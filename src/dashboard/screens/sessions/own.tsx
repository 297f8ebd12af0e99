import type { Sessions } from "../../../access/sessions.ts";
import { path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { SessionTable } from "./table.tsx";

/** Where somebody is signed in, told to themselves, and ending that: a browser left behind, or one they do not know. */
export function ownSessionScreens(sessions: Pick<Sessions, "listOf" | "endOwn">): Screen[] {
  return [
    screen({
      method: "get",
      path: "/admin/own-sessions",
      permission: "sessions:own",
      handle: async ({ visitor, words }) => {
        const title = words.text("sessions.yours");
        const own = await sessions.listOf(visitor.session.name);
        return { title, body: <SessionTable own caption={title} sessions={own} endAt={(id) => path`/admin/own-sessions/${id}/end`} /> };
      },
    }),
    screen({
      method: "post",
      path: "/admin/own-sessions/:id/end",
      permission: "sessions:own",
      params: idParams,
      handle: async ({ params, visitor }) => {
        await sessions.endOwn(params.id, visitor.session.name);
        return { to: path`/admin/own-sessions`, done: "session_ended" };
      },
    }),
  ];
}
