import type { JSX } from "preact";
import { Link, type Path } from "../links.tsx";

/** What a page knows of its list when it was read. */
export interface LiveProps {
  /** Its name below `/admin/live`. */
  readonly list: string;
  /** What the page has not missed. */
  readonly after: string;
  /** What the list is narrowed to. */
  readonly filter?: Readonly<Record<string, string>>;
  /** The list again. */
  readonly to: Path;
}

/** "5 new": the script fills it in; without one it stays away. The list itself never moves. */
export function Live({ after, filter = {}, list, to }: LiveProps): JSX.Element {
  return (
    <div role="status" class="live" data-live={`/admin/live/${list}?${new URLSearchParams({ after, ...filter }).toString()}`}>
      <span hidden>
        <Link to={to} class="button main">
          {""}
        </Link>
      </span>
    </div>
  );
}
