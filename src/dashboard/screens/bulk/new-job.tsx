import type { JSX } from "preact";
import { BULK_ACTS, type BulkAct } from "../../../incidents/bulk/job.ts";
import { Button, Form } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Said } from "../../ui/text.tsx";

/** The form as it was filled in. */
export interface JobForm {
  readonly act: BulkAct;
  readonly q: string;
  readonly ids: string;
  readonly atLeast: string;
  readonly atMost: string;
  readonly reason: string;
  readonly hold: "yes" | "no";
}

export const EMPTY_FORM: JobForm = { act: "revoke", q: "", ids: "", atLeast: "", atMost: "", reason: "", hold: "yes" };

interface NewJobProps {
  readonly form: JobForm;
  readonly error: string | null;
  /** How many were picked on the page before; null: none. */
  readonly picked: number | null;
}

/** What is to be done, and to which incidents. */
export function NewJob({ error, form, picked }: NewJobProps): JSX.Element {
  const { visitor, words } = usePage();
  const may = visitor?.may("bulk:run") ?? false;
  return (
    <section class="card" aria-labelledby="new">
      <h2 id="new">{words.text("bulk.new")}</h2>
      <p>{words.text("bulk.newAbout")}</p>
      {picked !== null && (
        <p class="done" role="status">
          {words.text("pick.count", { count: picked })}
        </p>
      )}
      {error !== null && (
        <p class="error" role="alert">
          <Said text={error} />
        </p>
      )}
      {may ? <Fields form={form} /> : <Button refused={words.text("bulk.role")}>{words.text("bulk.draft")}</Button>}
    </section>
  );
}

function Fields({ form }: { readonly form: JobForm }): JSX.Element {
  const { words } = usePage();
  return (
    <Form to={path`/admin/bulk`}>
      <div class="row">
        <div class="field">
          <label for="act">{words.text("bulk.act")}</label>
          <select id="act" name="act">
            {BULK_ACTS.map((act) => (
              <option key={act} value={act} selected={act === form.act}>
                {words.text(`bulk.act.${act}`)}
              </option>
            ))}
          </select>
        </div>
        <div class="field wide">
          <label for="q">{words.text("bulk.query")}</label>
          <input id="q" name="q" type="search" value={form.q} maxLength={500} autocomplete="off" spellcheck={false} />
        </div>
      </div>
      <div class="field">
        <label for="ids">{words.text("bulk.ids")}</label>
        <textarea id="ids" name="ids" rows={4} spellcheck={false} autocomplete="off" aria-describedby="ids-hint" value={form.ids} />
        <small id="ids-hint">{words.text("bulk.idsHint")}</small>
      </div>
      {/* A script shows it: without one, a file is pasted. */}
      <div class="field" data-fills="ids" hidden>
        <label for="file">{words.text("bulk.file")}</label>
        <input id="file" type="file" accept=".txt,.csv,text/plain" />
      </div>
      <div class="row">
        <Bound id="at_least" label={words.text("bulk.atLeast")} value={form.atLeast} />
        <Bound id="at_most" label={words.text("bulk.atMost")} value={form.atMost} />
        <div class="field wide">
          <label for="hold">{words.text("bulk.hold")}</label>
          <select id="hold" name="hold">
            {(["yes", "no"] as const).map((hold) => (
              <option key={hold} value={hold} selected={hold === form.hold}>
                {words.text(`bulk.hold.${hold}`)}
              </option>
            ))}
          </select>
        </div>
      </div>
      <p>
        <small id="bounds-hint">{words.text("bulk.boundsHint")}</small>
      </p>
      <div class="field">
        <label for="reason">{words.text("bulk.reason")}</label>
        <input id="reason" name="reason" required maxLength={500} autocomplete="off" aria-describedby="reason-hint" value={form.reason} />
        <small id="reason-hint">{words.text("bulk.reasonHint")}</small>
      </div>
      <Button kind="main">{words.text("bulk.draft")}</Button>
    </Form>
  );
}

function Bound({ id, label, value }: { readonly id: string; readonly label: string; readonly value: string }): JSX.Element {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={id}
        inputMode="numeric"
        pattern="[0-9]*"
        maxLength={9}
        autocomplete="off"
        aria-describedby="bounds-hint"
        value={value}
      />
    </div>
  );
}
