import type { JSX } from "preact";
import type { BulkView } from "../../../incidents/bulk/bulk-jobs.ts";
import { readAlike } from "../../../kernel/text.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";

interface JobActsProps {
  readonly view: BulkView;
  readonly above: number;
}

/** What can be done about a job now; what cannot says why. */
export function JobActs({ above, view }: JobActsProps): JSX.Element {
  const { visitor, words } = usePage();
  const { id, state } = view.job;
  const role = visitor?.may("bulk:run") === true ? null : words.text("bulk.role");
  return (
    <section class="card" id="job-acts" aria-labelledby="acts" data-refresh={state === "running" ? "" : undefined}>
      <h2 id="acts">{words.text("act.title")}</h2>
      <ul class="acts">
        {state === "draft" && (
          <li>
            <Start view={view} above={above} role={role} />
          </li>
        )}
        {state === "waiting" && (
          <li>
            <Approve view={view} />
          </li>
        )}
        {state === "done" && (view.standings.failed > 0 || view.standings.cannot > 0) && (
          <li>
            <Form to={path`/admin/bulk/${id}/retry`}>
              <Button kind="main" refused={role}>
                {words.text("bulk.retry")}
              </Button>
            </Form>
          </li>
        )}
        {view.untold > 0 && (state === "done" || state === "cancelled") && (
          <li>
            <Form to={path`/admin/bulk/${id}/tell`}>
              <Button kind="main" refused={role}>
                {words.text("bulk.tell")}
              </Button>
            </Form>
            <small>{words.text("bulk.tellEffect", { count: view.untold })}</small>
          </li>
        )}
        {(state === "draft" || state === "waiting" || state === "running") && (
          <li>
            <Form to={path`/admin/bulk/${id}/cancel`}>
              <Button refused={role}>{words.text(state === "draft" ? "bulk.discard" : "bulk.cancel")}</Button>
            </Form>
            {state === "running" && <small>{words.text("bulk.cancelEffect")}</small>}
          </li>
        )}
        <li>
          <Link to={path`/admin/bulk/${id}`} class="button">
            {words.text("bulk.reload")}
          </Link>
        </li>
      </ul>
    </section>
  );
}

function Start({
  above,
  role,
  view: { job, needsApproval, preview, toType },
}: JobActsProps & { readonly role: string | null }): JSX.Element {
  const { visitor, words } = usePage();
  const refused =
    role ?? (readAlike(visitor?.session.name ?? "", job.author) ? null : words.text("bulk.notAuthor", { author: job.author }));
  return (
    <Form to={path`/admin/bulk/${job.id}/start`}>
      {needsApproval && <p>{words.text("bulk.needsApproval", { above })}</p>}
      {toType !== null && refused === null && (
        <div class="field">
          <label for="typed">{words.text("bulk.type", { number: toType })}</label>
          <input id="typed" name="typed" required inputMode="numeric" maxLength={9} autocomplete="off" />
        </div>
      )}
      <Button kind="danger" refused={refused}>
        {words.text(needsApproval ? "bulk.submit" : "bulk.start")}
      </Button>
      {refused === null && <small>{words.text(`bulk.will.${job.act}`, { count: preview!.will })}</small>}
    </Form>
  );
}

function Approve({ view: { job, preview } }: { readonly view: BulkView }): JSX.Element {
  const { visitor, words } = usePage();
  const own = readAlike(visitor?.session.name ?? "", job.author);
  const role = visitor?.may("bulk:approve") === true ? null : words.text("bulk.approve.role", { roles: words.roles("bulk:approve") });
  return (
    <Form to={path`/admin/bulk/${job.id}/approve`}>
      <Button kind="danger" refused={role ?? (own ? words.text("bulk.approve.own") : null)}>
        {words.text("bulk.approve")}
      </Button>
      <small>{words.text(`bulk.will.${job.act}`, { count: preview!.will })}</small>
    </Form>
  );
}
