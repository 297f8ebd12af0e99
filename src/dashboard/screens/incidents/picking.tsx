import type { ComponentChildren, JSX } from "preact";
import type { IncidentRow } from "../../../incidents/queries/queries.sql.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Reserved } from "../../ui/reserved.tsx";

interface PickingProps {
  readonly rows: readonly IncidentRow[];
  readonly query: string;
  /** Whether these are all that fit. */
  readonly whole: boolean;
  readonly children: ComponentChildren;
}

/** Around the list, for whoever may: what is ticked, this page, or all that fit lead into a bulk job. */
export function Picking({ children, query, rows, whole }: PickingProps): JSX.Element {
  const { visitor, words } = usePage();
  if (rows.length === 0) return <>{children}</>;
  if (visitor?.may("bulk:run") !== true)
    return (
      <>
        {children}
        <div class="actions after">
          <Reserved label={words.text("pick.page", { count: rows.length })} permission="bulk:run" />
        </div>
      </>
    );
  return (
    <Form to={path`/admin/bulk/pick`}>
      {children}
      <input type="hidden" name="q" value={query} />
      <input type="hidden" name="page" value={rows.map(({ id }) => id).join(" ")} />
      <div class="actions">
        <Button name="scope" value="ticked">
          {words.text("pick.ticked")}
        </Button>
        <Button name="scope" value="page">
          {words.text("pick.page", { count: rows.length })}
        </Button>
        {query.trim() !== "" && (
          <Button name="scope" value="all">
            {words.text("pick.all", { count: rows.length, more: whole ? "no" : "yes" })}
          </Button>
        )}
      </div>
    </Form>
  );
}
