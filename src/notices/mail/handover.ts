import { Readable } from "node:stream";

/** The step from our hands into the relay's: not one byte of the mail comes before the caller has recorded it. */
export class Handover {
  readonly #record: () => Promise<void>;
  #asked = false;
  #begun = false;
  #recorded: Promise<void> = Promise.resolve();

  constructor(record: () => Promise<void>) {
    this.#record = record;
  }

  /** Whether the relay may have got something. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Whether the relay wanted the mail: the caller has recorded it, or is about to. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Settles as the caller's record did; at once when there was none. */
  get recorded(): Promise<void> {
    return this.#recorded;
  }

  /** The mail as a stream that does nothing before it is read. */
  content(bytes: Buffer): Readable {
    return Readable.from(this.#read(bytes), { objectMode: false });
  }

  async *#read(bytes: Buffer): AsyncGenerator<Buffer> {
    this.#asked = true;
    this.#recorded = this.#record();
    await this.#recorded;
    this.#begun = true;
    yield bytes;
  }
}
