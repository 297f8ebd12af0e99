import type { ArchiveResult } from "../archives/archive-scan.ts";
import type { Sighting, Skip } from "../finding.ts";
import type { Found } from "../scanner.ts";
import type { UnitResult } from "./unit.ts";

/** More are not held: a file may consist of nothing else. */
export const FULL = 100;

/** Collects what one unit comes to. */
export class Tally {
  #sightings: Sighting[] = [];
  #skipped: Skip[] = [];
  #files = 0;
  #bytes = 0;
  #lineFeeds: number | null = null;

  add(path: string, object: string | null, found: readonly Found[]): void {
    for (const { column, end, format, line, member, redacted, start, token, via } of found) {
      this.#sightings.push({ format, path, line, column, start, end, via, member, object, redacted, token });
    }
  }

  /** What was found in an archive, and what in its own bytes: what is in neither of its members is told where it stands in the file. */
  addArchive(path: string, object: string | null, outside: readonly Found[], { found, skipped }: ArchiveResult): void {
    const inside = new Set(found.map(textOf));
    const all = [...outside.filter((one) => !inside.has(textOf(one))), ...found];
    this.add(
      path,
      object,
      all.toSorted((a, b) => a.start - b.start),
    );
    for (const skip of skipped) this.#skipped.push({ path: object ?? path, ...skip });
  }

  scanned(bytes: number): void {
    this.#files += 1;
    this.#bytes += bytes;
  }

  /** A part is begun; the first of a file counts it. */
  beginPart(isFirst: boolean): void {
    this.#files += Number(isFirst);
    this.#lineFeeds = 0;
  }

  endPart(bytes: number, lineFeeds: number): void {
    this.#bytes += bytes;
    this.#lineFeeds = lineFeeds;
  }

  skip(path: string, reason: string, failed = true): void {
    this.#skipped.push({ path, member: null, reason, failed });
  }

  get isFull(): boolean {
    return this.#sightings.length >= FULL;
  }

  /** What was collected since it was last taken. */
  take(): UnitResult {
    const scanned = { files: this.#files, bytes: this.#bytes };
    const lines = this.#lineFeeds === null ? {} : { lineFeeds: this.#lineFeeds };
    const result = { sightings: this.#sightings, skipped: this.#skipped, scanned, ...lines };
    [this.#sightings, this.#skipped, this.#files, this.#bytes] = [[], [], 0, 0];
    return result;
  }
}

function textOf({ token }: Found): string {
  return token.reveal("tell tokens apart");
}
