/** What a rotating vendor needs: the secret it uses now. */
export class Ring<T = string> {
  readonly #all: readonly T[];
  #now = 0;

  /** @param all at least one */
  constructor(all: readonly T[]) {
    this.#all = all;
  }

  get current(): T {
    return this.#all[this.#now]!;
  }

  rotate(): void {
    this.#now = (this.#now + 1) % this.#all.length;
  }
}
