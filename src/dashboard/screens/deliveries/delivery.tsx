import type { JSX } from "preact";
import type { DeliveredPlace, DeliveryLine } from "../../../incidents/queries/deliveries.sql.ts";
import type { Reporter } from "../../../sources/direct.ts";
import { Button, Form } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { StateMark, VerdictMark } from "../../ui/marks.tsx";
import { usePage } from "../../ui/page.ts";
import { Fact, Table } from "../../ui/table.tsx";
import { At, Foreign, Said } from "../../ui/text.tsx";
import { DeliveryMark, Labels } from "./marks.tsx";

interface DeliveryProps {
  readonly delivery: DeliveryLine;
  readonly places: readonly DeliveredPlace[];
  /** There are more places than are shown. */
  readonly cut: boolean;
  readonly reporters: ReadonlyMap<string, Reporter>;
}

/** One delivery: what became of it, and what it was the first to tell. */
export function Delivery({ cut, delivery, places, reporters }: DeliveryProps): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <Facts delivery={delivery} reporters={reporters} />
      <Table
        caption={words.text("delivery.places")}
        rows={places}
        keyOf={({ id }) => id}
        empty={<p>{words.text(delivery.state === "accepted" ? "delivery.nothingNew" : "delivery.notYet")}</p>}
        columns={[
          { title: words.text("incidents.token"), cell: (row) => <TokenOf place={row} /> },
          { title: words.text("incidents.state"), cell: ({ state }) => <StateMark state={state} /> },
          { title: words.text("incidents.verdict"), cell: ({ verdict }) => <VerdictMark verdict={verdict} /> },
          { title: words.text("incident.type"), cell: ({ reported_type: type }) => <Foreign text={type ?? ""} max={80} /> },
          { title: words.text("incident.place"), cell: ({ place }) => <Foreign text={place ?? ""} max={80} /> },
          { title: words.text("incident.copy"), cell: ({ copy_detail: copy }) => <Foreign text={copy} max={80} /> },
        ]}
      />
      {cut && <p class="note">{words.text("delivery.cut", { count: places.length })}</p>}
    </>
  );
}

function Facts({ delivery, reporters }: Pick<DeliveryProps, "delivery" | "reporters">): JSX.Element {
  const { visitor, words } = usePage();
  const { attempts, last_error: error, next_at: next, obligation_id: dead, received_at: at, records, source } = delivery;
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">
        <Foreign text={reporters.get(source)?.title ?? source} max={80} />
      </h2>
      <dl class="facts">
        <Fact title={words.text("deliveries.received")}>
          <At at={at} />
        </Fact>
        <Fact title={words.text("key.state")}>
          <DeliveryMark state={delivery.state} />
        </Fact>
        <Fact title={words.text("deliveries.records")}>{records === null ? words.text("delivery.notYet") : words.number(records)}</Fact>
        <Fact title={words.text("deliveries.labels")}>
          <Labels delivery={delivery} />
        </Fact>
        {attempts !== null && <Fact title={words.text("incident.attempts")}>{words.number(attempts)}</Fact>}
        {error !== null && (
          <Fact title={words.text("deliveries.trouble")}>
            <Said text={error} />
          </Fact>
        )}
        {next !== null && (
          <Fact title={words.text("endpoints.message.next")}>
            <At at={next} />
          </Fact>
        )}
      </dl>
      {dead !== null && visitor?.may("incidents:act") === true && (
        <Form to={path`/admin/dead-letters/${dead}/replay`}>
          <Button kind="main">{words.text("dead.replay")}</Button>
        </Form>
      )}
    </section>
  );
}

function TokenOf({ place }: { readonly place: DeliveredPlace }): JSX.Element {
  const { incident_id: id, token_hint: hint, token_name: name } = place;
  return (
    <>
      <Link to={path`/admin/incidents/${id}`} class="mono">
        <Foreign text={hint} max={80} />
      </Link>{" "}
      <Foreign text={name ?? ""} max={60} />
    </>
  );
}
