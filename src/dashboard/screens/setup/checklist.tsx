import type { JSX } from "preact";
import { Button, Form } from "../../ui/form.tsx";
import { type Path, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Badge, Foreign, Said, type Tone } from "../../ui/text.tsx";
import type { MessageKey } from "../../words/words.ts";

/** What was found of one part. */
export interface Finding {
  readonly name: string;
  /** `skipped`: it is not configured, or what it needs failed already. */
  readonly verdict: "ok" | "warning" | "failed" | "skipped";
  readonly found: string;
  readonly advice?: string;
}

const TONES: Readonly<Record<Finding["verdict"], Tone>> = { ok: "good", warning: "warn", failed: "bad", skipped: "calm" };

interface ChecklistProps {
  /** Null: nobody has looked yet. */
  readonly found: readonly Finding[] | null;
  /** What the relay said of a test mail. */
  readonly sent: string | null;
  readonly error: string | null;
}

export function Checklist({ error, found, sent }: ChecklistProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <p class="lead">{words.text("setup.about")}</p>
      {error !== null && (
        <p class="error" role="alert">
          <Said text={error} />
        </p>
      )}
      {sent !== null && (
        <p class="done" role="status">
          {words.text("setup.mailSent", { response: sent })}
        </p>
      )}
      {found !== null && <Found found={found} />}
      <Form to={path`/admin/setup/look`} class="card">
        <p>{words.text("setup.lookAbout")}</p>
        <Button kind="main">{words.text("setup.look")}</Button>
      </Form>
      <Try id="mail" to={path`/admin/setup/mail`} button="setup.mail" about="setup.mailAbout" />
      <Try id="alert" to={path`/admin/setup/alert`} button="setup.alert" about="setup.alertAbout">
        <p class="quiet">
          {words.text("setup.cli")}
          <code>tokenward simulate --help</code>
        </p>
      </Try>
    </>
  );
}

function Found({ found }: { readonly found: readonly Finding[] }): JSX.Element {
  const { words } = usePage();
  const count = (verdict: Finding["verdict"]): number => found.filter((one) => one.verdict === verdict).length;
  return (
    <>
      <p role="status" class={count("failed") > 0 ? "error" : "done"}>
        {words.text("setup.sum", { failed: count("failed"), warning: count("warning") })}
      </p>
      <Table
        caption={words.text("setup.found")}
        rows={found}
        keyOf={({ name }) => name}
        empty=""
        columns={[
          { title: words.text("setup.part"), cell: ({ name }) => <Foreign text={name} max={80} /> },
          {
            title: words.text("setup.verdict"),
            cell: ({ verdict }) => <Badge tone={TONES[verdict]} text={words.text(`setup.${verdict}`)} />,
          },
          { title: words.text("setup.finding"), cell: ({ found: text }) => <Foreign text={words.finding(text)} /> },
          { title: words.text("setup.todo"), cell: ({ advice }) => advice !== undefined && <Foreign text={words.finding(advice)} /> },
        ]}
      />
    </>
  );
}

interface TryProps {
  readonly id: string;
  readonly to: Path;
  readonly button: MessageKey;
  readonly about: MessageKey;
  readonly children?: JSX.Element;
}

function Try({ about, button, children, id, to }: TryProps): JSX.Element {
  const { words } = usePage();
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{words.text(button)}</h2>
      <p>{words.text(about)}</p>
      {children}
      <Form to={to}>
        <div class="row">
          <div class="field wide">
            <label for={`${id}-address`}>{words.text("setup.address")}</label>
            <input id={`${id}-address`} name="address" type="email" required maxLength={254} autocomplete="email" />
          </div>
          <Button kind="main">{words.text(button)}</Button>
        </div>
      </Form>
    </section>
  );
}
