import type { JSX } from "preact";
import type { BulkView } from "../../../incidents/bulk/bulk-jobs.ts";
import type { Standing } from "../../../incidents/bulk/job.ts";
import { usePage } from "../../ui/page.ts";
import { Fact } from "../../ui/table.tsx";
import { Ago, At, Foreign, Said } from "../../ui/text.tsx";
import { JobActs } from "./acts.tsx";
import { Items } from "./items.tsx";
import { JobMark } from "./jobs.tsx";

export interface JobPageProps {
  readonly view: BulkView;
  /** How many lines it has. */
  readonly all: number;
  /** How many are shown at once. */
  readonly rows: number;
  readonly show: Standing | null;
  readonly error: string | null;
  /** How many one person may change alone. */
  readonly above: number;
}

/** One bulk job: what it would do, what it does, and what became of each of its lines. */
export function JobPage({ above, all, error, rows, show, view }: JobPageProps): JSX.Element {
  const { job, preview } = view;
  return (
    <>
      {error !== null && (
        <p class="error" role="alert">
          <Said text={error} />
        </p>
      )}
      <div class="columns">
        <div>
          {preview === null ? <Progress view={view} all={all} /> : <WouldBe view={view} />}
          <Waits resting={view.resting} />
          <Facts view={view} />
        </div>
        <JobActs view={view} above={above} />
      </div>
      <Items view={view} rows={rows} show={show} live={job.state === "running"} />
    </>
  );
}

function WouldBe({ view: { job, preview } }: { readonly view: BulkView }): JSX.Element {
  const { now, words } = usePage();
  const { already, at, cannot, will } = preview!;
  return (
    <section class="card" aria-labelledby="preview">
      <h2 id="preview">{words.text("bulk.preview")}</h2>
      <ul>
        <li>
          <strong>{words.text(`bulk.will.${job.act}`, { count: will })}</strong>
        </li>
        {already > 0 && <li>{words.text("bulk.already", { count: already })}</li>}
        {cannot.map(({ count, why }) => (
          <li key={why}>{words.text("bulk.cannot", { count, why: words.said(why) })}</li>
        ))}
      </ul>
      <p class="quiet">{words.text("bulk.asOf", { ago: words.ago(at, now) })}</p>
      {job.holdsNotices && <p>{words.text("bulk.holds")}</p>}
    </section>
  );
}

/** What is not done before its issuer answers again. */
function Waits({ resting }: Pick<BulkView, "resting">): JSX.Element | null {
  const { words } = usePage();
  if (resting.length === 0) return null;
  return (
    <ul class="note">
      {resting.map(({ count, issuer, until }) => (
        <li key={issuer}>
          {words.text("bulk.waits", { count })} <Foreign text={issuer} max={80} />, {words.text("health.restsUntil")} <At at={until} />
        </li>
      ))}
    </ul>
  );
}

function Progress({ all, view: { job, standings } }: { readonly view: BulkView; readonly all: number }): JSX.Element {
  const { words } = usePage();
  const done = all - standings.open - standings.under_way;
  const text = words.text("bulk.progressOf", { done: words.number(done), all: words.number(all) });
  return (
    <section class="card" id="progress-card" aria-labelledby="progress" data-refresh={isMoving(job.state, standings)}>
      <h2 id="progress">{words.text("bulk.progress")}</h2>
      <p role="status">
        <progress value={done} max={all} aria-label={words.text("bulk.progress")}>
          {text}
        </progress>{" "}
        {text}
      </p>
    </section>
  );
}

/** Undefined keeps the attribute away. */
function isMoving(state: BulkView["job"]["state"], { under_way }: BulkView["standings"]): "" | undefined {
  return state === "running" || under_way > 0 ? "" : undefined;
}

function Facts({ view: { job } }: { readonly view: BulkView }): JSX.Element {
  const { words } = usePage();
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">{words.text("bulk.facts")}</h2>
      <dl class="facts">
        <Fact title={words.text("bulk.state")}>
          <JobMark state={job.state} />
        </Fact>
        {job.endedReason !== null && (
          <Fact title={words.text("bulk.endedReason")}>
            <Said text={job.endedReason} />
          </Fact>
        )}
        <Fact title={words.text("bulk.picked")}>
          {job.query === null ? words.text("bulk.list") : <code>{<Foreign text={job.query} max={500} />}</code>}
        </Fact>
        <Fact title={words.text("bulk.reason")}>
          <Foreign text={job.reason} max={500} />
        </Fact>
        <Fact title={words.text("bulk.author")}>
          <Foreign text={job.author} max={60} />
        </Fact>
        {job.approver !== null && (
          <Fact title={words.text("bulk.approver")}>
            <Foreign text={job.approver} max={60} />
          </Fact>
        )}
        <Fact title={words.text("bulk.created")}>
          <Ago at={job.createdAt} />
        </Fact>
        {job.startedAt !== null && (
          <Fact title={words.text("bulk.started")}>
            <Ago at={job.startedAt} />
          </Fact>
        )}
        {job.endedAt !== null && (
          <Fact title={words.text("bulk.ended")}>
            <Ago at={job.endedAt} />
          </Fact>
        )}
      </dl>
    </section>
  );
}
