import type { ComponentChildren, JSX } from "preact";

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly class?: string;
}

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** What stands there instead of an empty table. */
  readonly empty: ComponentChildren;
}

/** A real table, with a caption and headers; on a phone each row becomes a card that names its cells. The first cell names the row. */
export function Table<Row>({ caption, columns, empty, keyOf, rows }: TableProps<Row>): JSX.Element {
  if (rows.length === 0) return <div class="empty">{empty}</div>;
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ class: name = "", title }) => (
            <th key={title} scope="col" class={name}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ cell, class: name = "", title }, index) =>
              index === 0 ? (
                <th key={title} scope="row" class={name} data-title={title}>
                  {cell(row)}
                </th>
              ) : (
                <td key={title} class={name} data-title={title}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One line of a list of facts. */
export function Fact({ children, title }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </>
  );
}
