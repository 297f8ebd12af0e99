import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { clearTimeout, setTimeout } from "node:timers";
import { AppError } from "../kernel/errors.ts";
import type { Fingerprinter } from "./baseline/fingerprint.ts";
import type { Finding, Sighting, Skip, Summary } from "./finding.ts";
import type { Hand, UnitResult } from "./work/unit.ts";

/** What was found in an artefact. */
export interface ArtefactResult extends Summary {
  readonly findings: readonly Finding[];
}

export interface ArtefactLimits {
  /** Larger ones are refused. */
  readonly bytes: number;
  /** Scanned at the same time, each on a thread of its own; more are refused for now. */
  readonly atOnce: number;
  /** For the scan, without the upload. What was found until then is answered. */
  readonly scanMs: number;
  /** So many end it: nobody reads more. */
  readonly findings: number;
}

export const ARTEFACT_LIMITS: ArtefactLimits = { bytes: 256 * 2 ** 20, atOnce: 2, scanMs: 60_000, findings: 10_000 };

export interface ArtefactNeeds {
  readonly startHand: (signal: AbortSignal) => Hand;
  readonly fingerprint: Fingerprinter;
  readonly limits?: ArtefactLimits;
}

/** A thread that was told to stop finishes a piece of work; one that does not is ended. */
const STOP_MS = 10_000;

/** Scans what somebody sends: a wheel, a tarball, any file. */
export class ArtefactScans {
  readonly #needs: ArtefactNeeds;
  readonly #limits: ArtefactLimits;
  #running = 0;

  constructor(needs: ArtefactNeeds) {
    this.#needs = needs;
    this.#limits = needs.limits ?? ARTEFACT_LIMITS;
  }

  /**
   * @param name what findings call it: a name, never a place
   * @throws AppError `body_too_large`, `overloaded`, or `invalid_request` when it breaks off
   */
  async scan(bytes: AsyncIterable<Uint8Array>, name: string): Promise<ArtefactResult> {
    if (this.#running >= this.#limits.atOnce) {
      throw new AppError("overloaded", `${this.#running} artefacts are being scanned already`, { retryAfter: 5 });
    }
    this.#running += 1;
    // A zip is read from its end: it has to lie somewhere. Nobody but this process can open it.
    const folder = await mkdtemp(join(tmpdir(), "tokenward-artefact-"));
    try {
      const file = join(folder, "artefact");
      await this.#store(bytes, file);
      return await this.#scanFile(file, name);
    } finally {
      this.#running -= 1;
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #store(bytes: AsyncIterable<Uint8Array>, file: string): Promise<void> {
    try {
      await pipeline(Readable.from(bytes, { objectMode: false }), atMost(this.#limits.bytes), createWriteStream(file, { mode: 0o600 }));
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw new AppError("invalid_request", "the artefact broke off before its end, or could not be kept", { cause: error });
    }
  }

  async #scanFile(file: string, name: string): Promise<ArtefactResult> {
    const stop = new AbortController();
    const hand = this.#needs.startHand(stop.signal);
    const timer = setTimeout(() => stop.abort(), this.#limits.scanMs);
    try {
      const collected = new Collected(this.#limits.findings);
      const whole = hand.run({ kind: "files", files: [file] }, async (some) => await collected.add(some));
      const last = await orGivenUp(Promise.race([whole, collected.full]), this.#limits.scanMs + STOP_MS);
      const { bytes, files, sightings, skipped } = collected.with(last);
      return {
        findings: sightings.map((one) => ({ ...one, path: name, commit: null, fingerprint: this.#needs.fingerprint(one) })),
        scanned: { files, bytes },
        skipped: skipped.map((skip) => ({ ...skip, path: name })),
        interrupted: stop.signal.aborted || last === null,
      };
    } finally {
      clearTimeout(timer);
      await hand.close();
    }
  }
}

/** Passes on so many bytes. */
function atMost(limit: number): Transform {
  let length = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > limit) done(new AppError("body_too_large", `the artefact has more than ${limit} bytes`));
      else done(null, chunk);
    },
  });
}

/** What a hand answers in pieces, as far as there is room for it. */
class Collected {
  readonly #limit: number;
  readonly #results: UnitResult[] = [];
  #findings = 0;
  #fill: (full: null) => void = () => undefined;
  /** Resolves when there is no room left. */
  readonly full = new Promise<null>((resolve) => {
    this.#fill = resolve;
  });

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(some: UnitResult): Promise<void> {
    this.#results.push(some);
    this.#findings += some.sightings.length;
    if (this.#findings >= this.#limit) this.#fill(null);
    return Promise.resolve();
  }

  with(last: UnitResult | null): { sightings: Sighting[]; skipped: Skip[]; files: number; bytes: number } {
    const all = last === null ? this.#results : [...this.#results, last];
    return {
      sightings: all.flatMap(({ sightings }) => sightings).slice(0, this.#limit),
      skipped: all.flatMap(({ skipped }) => skipped),
      files: all.reduce((sum, { scanned }) => sum + scanned.files, 0),
      bytes: all.reduce((sum, { scanned }) => sum + scanned.bytes, 0),
    };
  }
}

async function orGivenUp<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError("unavailable", "the artefact could not be scanned in time")), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
