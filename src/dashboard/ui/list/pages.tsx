import type { JSX } from "preact";
import { Link, type Path } from "../links.tsx";
import { usePage } from "../page.ts";

/** Where a list goes on, and its beginning; null where it is. */
export function Pages({ newest, older }: { readonly newest: Path | null; readonly older: Path | null }): JSX.Element | null {
  const { words } = usePage();
  if (newest === null && older === null) return null;
  return (
    <nav class="pages" aria-label={words.text("incidents.pages")}>
      {newest !== null && <Link to={newest}>{words.text("incidents.newest")}</Link>}
      {older !== null && <Link to={older}>{words.text("incidents.older")}</Link>}
    </nav>
  );
}

/** A page of rows read with one more than it shows: whether there are more is known without counting. */
export function pageOf<Row>(found: readonly Row[], size: number): { readonly rows: readonly Row[]; readonly last: Row | null } {
  return { rows: found.slice(0, size), last: found.length > size ? found[size - 1]! : null };
}
