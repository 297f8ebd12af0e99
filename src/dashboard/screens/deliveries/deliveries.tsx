import type { JSX } from "preact";
import { z } from "zod";
import type { Queryable } from "../../../db/database.ts";
import {
  countDeliveriesSince,
  DELIVERY_STATES,
  type DeliveryFilter,
  type DeliveryLine,
  selectDeliveredPlaces,
  selectDeliveryLine,
  selectDeliveryLines,
} from "../../../incidents/queries/deliveries.sql.ts";
import { AppError } from "../../../kernel/errors.ts";
import type { Reporter } from "../../../sources/direct.ts";
import { Button, Search } from "../../ui/form.tsx";
import { Link, path } from "../../ui/links.tsx";
import { Menu } from "../../ui/list/fields.tsx";
import { Live } from "../../ui/list/live.tsx";
import { Pages, pageOf } from "../../ui/list/pages.tsx";
import { choiceOf, idOrNothing, idParams } from "../../ui/list/read.ts";
import { Last, TestOffer } from "../../ui/offer.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Ago, At, Foreign, Said } from "../../ui/text.tsx";
import { type LiveList, liveRows } from "../../web/live-list.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { Delivery } from "./delivery.tsx";
import { DeliveryMark, Labels } from "./marks.tsx";

export interface DeliveriesNeeds {
  readonly db: Queryable;
  readonly reporters: ReadonlyMap<string, Reporter>;
}

const PAGE_ROWS = 50;
const PLACES_SHOWN = 50;

const filterOf = (reporters: DeliveriesNeeds["reporters"]) =>
  z.object({ source: choiceOf([...reporters.keys()]), state: choiceOf(DELIVERY_STATES) });

export function liveDeliveries({ db, reporters }: DeliveriesNeeds): LiveList<DeliveryFilter> {
  return liveRows({
    name: "deliveries",
    permission: "incidents:read",
    filter: filterOf(reporters),
    countSince: async (filter, at, limit) => await countDeliveriesSince(db, filter, at, limit),
  });
}

/** What came in: each delivery of a source, what became of it, and the incidents it told of. */
export function deliveryScreens({ db, reporters }: DeliveriesNeeds): Screen[] {
  const live = liveDeliveries({ db, reporters });
  const listQuery = filterOf(reporters).extend({ before: idOrNothing });
  return [
    screen({
      method: "get",
      path: "/admin/deliveries",
      permission: "incidents:read",
      query: listQuery,
      handle: async ({ query: { before, ...filter }, words }) => {
        const after = await live.position(filter);
        const page = pageOf(await selectDeliveryLines(db, filter, before ?? null, PAGE_ROWS + 1), PAGE_ROWS);
        const [newest] = page.rows.length > 0 ? page.rows : await selectDeliveryLines(db, { source: null, state: null }, null, 1);
        const received = newest?.received_at ?? null;
        const body = (
          <List {...page} received={received} after={after} filter={filter} first={before === undefined} reporters={reporters} />
        );
        return { title: words.text("deliveries.title"), body };
      },
    }),
    screen({
      method: "get",
      path: "/admin/deliveries/:id",
      permission: "incidents:read",
      params: idParams,
      handle: async ({ params: { id }, words }) => {
        const delivery = await selectDeliveryLine(db, id);
        if (delivery === null) throw new AppError("not_found", "there is no delivery with this id");
        const found = await selectDeliveredPlaces(db, id, PLACES_SHOWN + 1);
        const places = found.slice(0, PLACES_SHOWN);
        const body = <Delivery delivery={delivery} places={places} cut={found.length > PLACES_SHOWN} reporters={reporters} />;
        return { title: words.text("delivery.title"), body };
      },
    }),
  ];
}

interface ListProps {
  readonly rows: readonly DeliveryLine[];
  readonly last: DeliveryLine | null;
  readonly after: string;
  /** When the last one came, whatever the filter. */
  readonly received: Date | null;
  readonly filter: DeliveryFilter;
  readonly first: boolean;
  readonly reporters: ReadonlyMap<string, Reporter>;
}

/** What would be here, and when something was. */
function Nothing({ received }: Pick<ListProps, "received">): JSX.Element {
  return (
    <>
      <p>
        {usePage().words.text("deliveries.empty")} <Last at={received} />
      </p>
      <TestOffer />
    </>
  );
}

function List({ after, filter, first, last, received, reporters, rows }: ListProps): JSX.Element {
  const { words } = usePage();
  const [source, state] = [filter.source ?? "", filter.state ?? ""];
  const newest = path`/admin/deliveries?source=${source}&state=${state}`;
  return (
    <>
      <Search to={path`/admin/deliveries`} class="card">
        <div class="row">
          <Menu
            name="source"
            label={words.text("key.source")}
            chosen={filter.source}
            options={Array.from(reporters, ([value, { title }]) => ({ value, text: title, name: true }))}
          />
          <Menu
            name="state"
            label={words.text("key.state")}
            chosen={filter.state}
            options={DELIVERY_STATES.map((value) => ({ value, text: words.text(`delivery.${value}`) }))}
          />
          <Button kind="main">{words.text("audit.button")}</Button>
        </div>
      </Search>
      <Live list="deliveries" after={after} filter={{ source, state }} to={newest} />
      <Table
        caption={words.text("deliveries.caption")}
        rows={rows}
        keyOf={({ id }) => id}
        empty={<Nothing received={received} />}
        columns={[
          {
            title: words.text("deliveries.received"),
            cell: ({ id, received_at: at }) => (
              <Link to={path`/admin/deliveries/${id}`}>
                <Ago at={at} />
              </Link>
            ),
          },
          { title: words.text("key.source"), cell: (row) => <Foreign text={reporters.get(row.source)?.title ?? row.source} max={80} /> },
          { title: words.text("key.state"), cell: (row) => <DeliveryMark state={row.state} /> },
          {
            title: words.text("deliveries.records"),
            class: "number",
            cell: ({ records }) => (records === null ? "" : words.number(records)),
          },
          { title: words.text("deliveries.labels"), cell: (row) => <Labels delivery={row} /> },
          { title: words.text("deliveries.trouble"), cell: ({ last_error: error }) => <Said text={error ?? ""} max={160} /> },
          { title: words.text("endpoints.message.next"), cell: ({ next_at: at }) => (at === null ? "" : <At at={at} />) },
        ]}
      />
      <p class="quiet">{words.text("deliveries.refused")}</p>
      <Pages
        newest={first ? null : newest}
        older={last === null ? null : path`/admin/deliveries?source=${source}&state=${state}&before=${last.id}`}
      />
    </>
  );
}
