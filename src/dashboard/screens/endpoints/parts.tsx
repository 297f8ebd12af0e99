import type { JSX } from "preact";
import type { Secret } from "../../../kernel/secret.ts";
import { ENDPOINT_KINDS } from "../../../outgoing/endpoint.ts";
import { type EndpointRow, PARCELS_COUNTED } from "../../../outgoing/endpoints.sql.ts";
import { EVENT_NAMES } from "../../../outgoing/event.ts";
import type { ParcelRow } from "../../../outgoing/parcels.sql.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { Tries } from "../../ui/list/tries.tsx";
import { usePage } from "../../ui/page.ts";
import { Fact, Table } from "../../ui/table.tsx";
import { Ago, Foreign, Said } from "../../ui/text.tsx";

export function EndpointList({ endpoints }: { readonly endpoints: readonly EndpointRow[] }): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <Table
        caption={words.text("endpoints.caption")}
        rows={endpoints}
        keyOf={({ id }) => id}
        empty={words.text("endpoints.none")}
        columns={[
          {
            title: words.text("endpoints.description"),
            cell: ({ description, id }) => (
              <Link to={path`/admin/endpoints/${id}`}>
                <Foreign text={description} max={80} />
              </Link>
            ),
          },
          { title: words.text("endpoints.host"), cell: ({ host }) => <Foreign text={host} max={80} /> },
          { title: words.text("endpoints.state"), cell: (endpoint) => <State endpoint={endpoint} /> },
          { title: words.text("endpoints.due"), cell: ({ due }) => <Counted count={due} />, class: "number" },
          { title: words.text("endpoints.failed"), cell: ({ failed }) => <Counted count={failed} />, class: "number" },
        ]}
      />
      <NewEndpoint />
    </>
  );
}

function Counted({ count }: { readonly count: number }): JSX.Element {
  return (
    <>
      {usePage().words.number(count)}
      {count >= PARCELS_COUNTED && "+"}
    </>
  );
}

function State({ endpoint: { disabledAt, failingSince } }: { readonly endpoint: EndpointRow }): JSX.Element {
  const { words } = usePage();
  if (disabledAt !== null) return <span class="badge bad">{words.text("endpoints.off")}</span>;
  if (failingSince !== null) return <span class="badge warn">{words.text("endpoints.failing")}</span>;
  return <span class="badge good">{words.text("endpoints.on")}</span>;
}

function NewEndpoint(): JSX.Element {
  const { words } = usePage();
  return (
    <section class="card">
      <h2>{words.text("endpoints.new.title")}</h2>
      <Form to={path`/admin/endpoints`}>
        <div class="row">
          <label class="field wide">
            {words.text("endpoints.new.url")}
            <input name="url" type="url" required maxLength={2_000} placeholder="https://" />
          </label>
          <label class="field">
            {words.text("endpoints.description")}
            <input name="description" required maxLength={200} />
          </label>
          <label class="field">
            {words.text("endpoints.kind")}
            <select name="kind">
              {ENDPOINT_KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {words.text(`endpoints.kind.${kind}`)}
                </option>
              ))}
            </select>
          </label>
        </div>
        <fieldset>
          <legend>{words.text("endpoints.events")}</legend>
          {EVENT_NAMES.filter((name) => name !== "endpoint.test").map((name) => (
            <label key={name}>
              <input type="checkbox" name="events" value={name} /> <code>{name}</code> {words.text(`message.${name}`)}
            </label>
          ))}
        </fieldset>
        <Button kind="main">{words.text("endpoints.new.button")}</Button>
      </Form>
    </section>
  );
}

interface EndpointPageProps {
  readonly endpoint: EndpointRow;
  readonly messages: readonly ParcelRow[];
}

export function EndpointPage({ endpoint, messages }: EndpointPageProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <section class="card">
        <h2>
          <Foreign text={endpoint.description} max={200} />
        </h2>
        <dl class="facts">
          <Fact title={words.text("endpoints.state")}>
            <State endpoint={endpoint} /> {endpoint.disabledReason !== null && <Said text={endpoint.disabledReason} />}
          </Fact>
          <Fact title={words.text("endpoints.kind")}>{words.text(`endpoints.kind.${endpoint.kind}`)}</Fact>
          <Fact title={words.text("endpoints.host")}>
            <Foreign text={endpoint.host} />
          </Fact>
          <Fact title={words.text("endpoints.events")}>
            <code>{endpoint.events.join(", ")}</code>
          </Fact>
          <Fact title={words.text("endpoints.failingSince")}>
            <Ago at={endpoint.failingSince} />
          </Fact>
        </dl>
        <Acts endpoint={endpoint} />
      </section>
      <Messages messages={messages} />
    </>
  );
}

function Acts({ endpoint: { disabledAt, failed, id, kind } }: { readonly endpoint: EndpointRow }): JSX.Element {
  const { words } = usePage();
  const off = disabledAt !== null;
  return (
    <div class="actions">
      <Form to={path`/admin/endpoints/${id}/test`}>
        <Button refused={off ? words.text("endpoints.isOff") : null}>{words.text("endpoints.test")}</Button>
      </Form>
      <Form to={path`/admin/endpoints/${id}/replay`}>
        <Button refused={failed === 0 ? words.text("endpoints.nothingFailed") : null}>{words.text("endpoints.replay")}</Button>
      </Form>
      <Form to={path`/admin/endpoints/${id}/rotate`}>
        <Button refused={kind === "slack" ? words.text("endpoints.unsigned") : null}>{words.text("endpoints.rotate")}</Button>
      </Form>
      <Form to={off ? path`/admin/endpoints/${id}/enable` : path`/admin/endpoints/${id}/disable`}>
        <Button>{words.text(off ? "endpoints.enable" : "endpoints.disable")}</Button>
      </Form>
      <Form to={path`/admin/endpoints/${id}/delete`}>
        <Button kind="danger">{words.text("endpoints.delete")}</Button>
      </Form>
    </div>
  );
}

// A page stays below 150 KB.
const TRIES = 3;

function Messages({ messages }: { readonly messages: readonly ParcelRow[] }): JSX.Element {
  const { words } = usePage();
  return (
    <Table
      caption={words.text("endpoints.messages")}
      rows={messages}
      keyOf={({ id }) => id}
      empty={words.text("endpoints.messages.none")}
      columns={[
        { title: words.text("endpoints.message.event"), cell: ({ type }) => <code>{type}</code> },
        { title: words.text("endpoints.message.at"), cell: ({ created_at: at }) => <Ago at={at} /> },
        { title: words.text("endpoints.state"), cell: ({ state }) => words.text(`endpoints.message.${state}`) },
        { title: words.text("endpoints.message.attempts"), cell: ({ attempts }) => words.number(attempts), class: "number" },
        {
          title: words.text("endpoints.message.answer"),
          cell: ({ last_answer: answer, tries }) =>
            (tries?.length ?? 0) > 1 ? <Tries of={tries} most={TRIES} /> : <Foreign text={answer ?? ""} max={160} />,
        },
        {
          title: words.text("endpoints.message.next"),
          cell: ({ next_attempt_at: at }) => (at === null ? "" : <time dateTime={at.toISOString()}>{words.time(at)}</time>),
        },
      ]}
    />
  );
}

/** The only time it is shown. */
export function SigningSecret({ id, secret }: { readonly id: string; readonly secret: Secret }): JSX.Element {
  const { words } = usePage();
  return (
    <section class="card">
      <p>{words.text("endpoints.secret.about")}</p>
      <p>
        <code>{secret.reveal("show it once")}</code>
      </p>
      <Link to={path`/admin/endpoints/${id}`} class="button">
        {words.text("endpoints.secret.kept")}
      </Link>
    </section>
  );
}
