import type { Format } from "../../formats/format.ts";
import type { Matcher } from "../../formats/matcher.ts";
import { loosest } from "../../formats/shape.ts";
import type { Origin, ScanStream, Sieve } from "../scanner.ts";
import { canRun } from "./module.ts";
import { RunFilter } from "./run-filter.ts";
import { RunSieve, SIEVE_BYTES } from "./sieve.ts";
import { capacityFor, WasmStream } from "./stream.ts";
import { areLongEnough, tablesFor } from "./tables.ts";

export interface WasmEngine {
  readonly open: (origin?: Origin) => ScanStream;
  readonly openSieve: () => Sieve;
}

/** Null where it cannot serve: without WebAssembly's SIMD, or for tokens that are too short. */
export function wasmEngine(formats: readonly Format[], matcher: Matcher, allow: string | undefined): WasmEngine | null {
  if (formats.length === 0 || !canRun()) return null;
  const shape = loosest(formats.map((format) => format.shape));
  if (!areLongEnough(shape)) return null;
  const tables = tablesFor(formats, shape.shortest);
  // One for each stream that is open; mostly, that is one.
  const idle: RunFilter[] = [];
  const needs = {
    matcher,
    allow,
    reach: shape.reach,
    goesOn: tables.goesOn,
    borrow: () => idle.pop() ?? new RunFilter(tables, capacityFor(shape.reach)),
    giveBack: (filter: RunFilter) => void idle.push(filter),
  };
  const sieves: RunFilter[] = [];
  return {
    open: (origin) => new WasmStream(needs, origin),
    openSieve: () => new RunSieve(sieves.pop() ?? new RunFilter(tables, SIEVE_BYTES), (filter) => void sieves.push(filter)),
  };
}
