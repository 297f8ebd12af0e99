import { Secret } from "../../kernel/secret.ts";
import type { Sighting } from "../finding.ts";
import type { Unit, UnitResult } from "./unit.ts";

/** To a thread: a unit, that there is room for more of what it found, or that it is to end what could last for ever. */
export type Errand = { readonly id: number; readonly unit: PackedUnit } | "go on" | "stop";

/** Many paths copy as fast as one when they are one text. */
export type PackedUnit = Unit | { readonly kind: "packed files"; readonly files: string };

/** No path holds it. */
const BETWEEN = "\0";

export function pack(unit: Unit): PackedUnit {
  if (unit.kind !== "files" || !unit.files.every((file) => typeof file === "string")) return unit;
  return { kind: "packed files", files: unit.files.join(BETWEEN) };
}

export function unpack(unit: PackedUnit): Unit {
  return unit.kind === "packed files" ? { kind: "files", files: unit.files.split(BETWEEN) } : unit;
}

/** From it, once: it can begin. */
export const READY = "ready";

/** From it: what the unit came to, or a first part of it. What is thrown travels by itself. */
export interface Answer {
  readonly id: number;
  readonly isLast: boolean;
  readonly result: PackedResult;
}

/** A result as it travels: a `Secret` cannot be copied, and many sightings copy faster as one text. */
export interface PackedResult extends Omit<UnitResult, "sightings"> {
  readonly sightings: string;
}

export function packResult({ sightings, ...rest }: UnitResult): PackedResult {
  const plain = sightings.map((one) => ({ ...one, token: one.token.reveal("copied to the thread that asked") }));
  return { ...rest, sightings: JSON.stringify(plain) };
}

export function unpackResult({ sightings, ...rest }: PackedResult): UnitResult {
  const plain = JSON.parse(sightings) as (Omit<Sighting, "token"> & { readonly token: string })[];
  return { ...rest, sightings: plain.map((one) => ({ ...one, token: new Secret(one.token) })) };
}
