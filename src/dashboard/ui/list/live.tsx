import type { JSX } from "preact";
import { Link, type Path, path } from "../links.tsx";

interface LiveProps {
  /** The block of the audit trail that the list has not missed. */
  readonly after: bigint;
  readonly query: string;
  readonly waiting: boolean;
  /** The list again. */
  readonly to: Path;
}

/** "5 new": the script fills it in; without one it stays away. The list itself never moves. */
export function Live({ after, query, to, waiting }: LiveProps): JSX.Element {
  return (
    <div role="status" class="live" data-live={path`/admin/live?after=${String(after)}&q=${query}&waiting=${waiting ? "1" : ""}`}>
      <span hidden>
        <Link to={to} class="button main">
          {""}
        </Link>
      </span>
    </div>
  );
}
