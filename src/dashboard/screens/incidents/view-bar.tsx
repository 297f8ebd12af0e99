import type { JSX } from "preact";
import type { SavedView } from "../../../access/saved-views.sql.ts";
import { Link, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Foreign } from "../../ui/text.tsx";

/** The views above the list, the one that is looked at marked. */
export function ViewBar({ query, views }: { readonly views: readonly SavedView[]; readonly query: string }): JSX.Element {
  const { words } = usePage();
  return (
    <nav class="actions" aria-label={words.text("views.label")}>
      {views.map((view) => (
        <Link key={view.id} to={path`/admin/incidents?q=${view.query}`} current={view.query === query && query !== ""}>
          <Foreign text={view.title} max={60} />
        </Link>
      ))}
      <Link to={path`/admin/views?q=${query}`}>{words.text("views.manage")}</Link>
    </nav>
  );
}
