/** How much of one file is unpacked. */
export interface ArchiveLimits {
  /** Of everything in it, unpacked. */
  readonly bytes: number;
  /** Unpacked for each byte of the file, once `free` bytes are unpacked. */
  readonly ratio: number;
  readonly free: number;
  readonly members: number;
  /** Containers in each other: a wheel in a compressed tar is three deep. */
  readonly depth: number;
  /** A zip in another container has to be held in memory: its list of members stands at its end. */
  readonly held: number;
  readonly findings: number;
}

const MIB = 2 ** 20;

export const ARCHIVE_LIMITS: ArchiveLimits = {
  bytes: 1_024 * MIB,
  ratio: 200,
  free: 32 * MIB,
  members: 100_000,
  depth: 6,
  held: 64 * MIB,
  findings: 100_000,
};

/** The file asks for more than it gets. */
export class OverBudget extends Error {}

/** Of one file with all that is in it. */
export class Budget {
  readonly limits: ArchiveLimits;
  readonly #signal: AbortSignal;
  #packed = 0;
  #unpacked = 0;
  #members = 0;
  #findings = 0;

  constructor(limits: ArchiveLimits, signal: AbortSignal) {
    this.limits = limits;
    this.#signal = signal;
  }

  /** Bytes of the file itself, as they are read. */
  read(bytes: number): void {
    this.#signal.throwIfAborted();
    this.#packed += bytes;
  }

  /** @throws OverBudget */
  unpacked(bytes: number): void {
    this.#signal.throwIfAborted();
    this.#unpacked += bytes;
    const { bytes: most, free, ratio } = this.limits;
    if (this.#unpacked > most) throw new OverBudget(`it unpacks to more than ${most / MIB} MiB`);
    if (this.#unpacked > free + this.#packed * ratio) throw new OverBudget(`it unpacks to more than ${ratio} times its size`);
  }

  /** @throws OverBudget */
  member(): void {
    this.#members += 1;
    if (this.#members > this.limits.members) throw new OverBudget(`it holds more than ${this.limits.members} members`);
  }

  /** @throws OverBudget */
  found(count: number): void {
    this.#findings += count;
    if (this.#findings > this.limits.findings) throw new OverBudget(`it holds more than ${this.limits.findings} tokens`);
  }
}
