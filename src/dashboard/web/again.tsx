import type { JSX } from "preact";
import type { Session } from "../../access/sessions.sql.ts";
import { Link, path } from "../ui/links.tsx";
import { type Page, usePage, type View } from "../ui/page.ts";

const FRESH_MINUTES = 10;

/** Whether somebody proved who they are within the last ten minutes. */
export function isFresh({ authenticated_at: at }: Pick<Session, "authenticated_at">, now: Date): boolean {
  return now.getTime() - at.getTime() <= FRESH_MINUTES * 60_000;
}

/** Asks them to do it again, by the way they came. */
export function againView({ words }: Page): View {
  return { title: words.text("signIn.again"), body: <Again /> };
}

function Again(): JSX.Element {
  const { visitor, words } = usePage();
  return (
    <>
      <p class="lead">{words.text("signIn.againAbout", { minutes: FRESH_MINUTES })}</p>
      {visitor?.session.method === "oidc" ? (
        <Link to={path`/admin/sign-in/provider?again=1`} class="button main">
          {words.text("signIn.again")}
        </Link>
      ) : (
        <>
          <p>{words.text("signIn.againByLink")}</p>
          <pre>
            <code>tokenward admin-token --link</code>
          </pre>
        </>
      )}
    </>
  );
}
