import type { JSX } from "preact";
import type { Replayed } from "../../../incidents/recovering/recovery.ts";
import { Link, type Path } from "../links.tsx";
import { usePage } from "../page.ts";
import { Said } from "../text.tsx";

/** What became of a request to try many again. */
export function Replay({ back, more, reason, refused, tried }: Replayed & { readonly back: Path }): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <p class="done lead" role="status">
        {words.text("dead.replayed", { count: tried })}
      </p>
      {refused > 0 && (
        <p class="error">
          {words.text("dead.replayed.refused", { count: refused })} <Said text={reason ?? ""} />
        </p>
      )}
      {more && <p class="note">{words.text("dead.replayed.more")}</p>}
      <p>
        <Link to={back}>{words.text("dead.replayed.back")}</Link>
      </p>
    </>
  );
}
