import type { JSX } from "preact";
import { z } from "zod";
import type { Queryable } from "../../../db/database.ts";
import type { Slow } from "../../../incidents/queries/figures.sql.ts";
import { FigureBook, type Figures, OBJECTIVE_SECONDS, RANGES, type RangeName } from "../../../incidents/queries/figures.ts";
import { Link, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Table } from "../../ui/table.tsx";
import { Foreign } from "../../ui/text.tsx";
import { type Screen, screen } from "../../web/screen.ts";
import { LapseChart } from "./lapses.tsx";
import { ReportChart } from "./reports.tsx";

const RANGE_NAMES = Object.keys(RANGES) as [RangeName, ...RangeName[]];

/** How much is reported, and how fast it is revoked and told. */
export function figureScreens({ db }: { readonly db: Queryable }): Screen[] {
  const book = new FigureBook(db);
  return [
    screen({
      method: "get",
      path: "/admin/figures",
      permission: "health:read",
      query: z.object({ range: z.enum(RANGE_NAMES).default("7d") }),
      handle: async ({ now, query: { range }, words }) => {
        const figures = await book.of(range, now);
        return { title: words.text("figures.title"), body: <Charts figures={figures} range={range} /> };
      },
    }),
  ];
}

function Charts({ figures, range }: { readonly figures: Figures; readonly range: RangeName }): JSX.Element {
  const { words } = usePage();
  return (
    <>
      <nav aria-label={words.text("figures.range")} class="ranges">
        {RANGE_NAMES.map((name) => (
          <Link key={name} to={path`/admin/figures?range=${name}`} current={name === range}>
            {words.text(`figures.range.${name}`)}
          </Link>
        ))}
      </nav>
      <ReportChart figures={figures} />
      <LapseChart title={words.text("figures.revoked")} lapses={figures.revoked} objective={OBJECTIVE_SECONDS} />
      <Slowest caption={words.text("figures.slowest")} rows={figures.slowest} />
      <LapseChart title={words.text("figures.told")} lapses={figures.told} objective={OBJECTIVE_SECONDS} />
      <Slowest caption={words.text("figures.slowestTold")} rows={figures.slowestTold} />
      <p class="quiet">{words.text("figures.bounds")}</p>
    </>
  );
}

function Slowest({ caption, rows }: { readonly caption: string; readonly rows: readonly Slow[] }): JSX.Element | null {
  const { words } = usePage();
  if (rows.length === 0) return null;
  return (
    <Table
      caption={caption}
      rows={rows}
      keyOf={({ id }) => id}
      empty=""
      columns={[
        {
          title: words.text("incidents.token"),
          cell: ({ id, token_hint: hint }) => (
            <Link to={path`/admin/incidents/${id}`} class="mono">
              <Foreign text={hint} max={80} />
            </Link>
          ),
        },
        { title: words.text("key.source"), cell: ({ source }) => <Foreign text={source} max={80} /> },
        { title: words.text("figures.took"), class: "number", cell: ({ seconds }) => words.lapse(seconds * 1_000) },
      ]}
    />
  );
}
