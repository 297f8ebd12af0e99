import { z } from "zod";
import type { Permission } from "../../access/roles.ts";
import { RowTally, shownNow } from "../../incidents/feed/row-tally.ts";
import type { Tally } from "../../incidents/feed/tally.ts";
import { check } from "../../kernel/check.ts";

/** A list of which a page asks how much is new, below `/admin/live`. */
export interface LiveList<Filter = unknown> {
  readonly name: string;
  readonly permission: Permission;
  /** What narrows it, as its address has it. */
  readonly filter: z.ZodType<Filter>;
  /** What a page that is read afterwards has not missed. */
  position(filter: Filter): Promise<string>;
  /** @throws AppError `invalid_request` for a position that is none */
  tally(filter: Filter, position: string): Tally;
}

/** A list, by how many of its rows are of a time or later. */
export interface LiveRows<Filter> extends Pick<LiveList<Filter>, "name" | "permission" | "filter"> {
  readonly countSince: (filter: Filter, at: Date, limit: number) => Promise<number>;
}

const rowPosition = z
  .string()
  .regex(/^\d{1,13}-\d{1,4}$/u, "it is no position in a list")
  .transform((text) => text.split("-").map(Number) as [number, number]);

export function liveRows<Filter>({ countSince, ...list }: LiveRows<Filter>): LiveList<Filter> {
  return {
    ...list,
    position: async (filter) => {
      const { rows, since } = await shownNow((at, limit) => countSince(filter, at, limit));
      return `${since.getTime()}-${rows}`;
    },
    tally: (filter, position) => {
      const [since, rows] = check(rowPosition, position, () => "after");
      return new RowTally((at, limit) => countSince(filter, at, limit), { since: new Date(since), rows });
    },
  };
}
