const AT_FIRST = 2_048;

/** A list of places that is filled again and again. Not on the heap: there may be a place every few bytes, and to grow such a list leaves much behind. */
export class Places {
  #memory = new Uint32Array(AT_FIRST);
  #origin = 0;
  #count = 0;

  get all(): Uint32Array {
    return this.#memory.subarray(0, this.#count);
  }

  /** Empties it. @param origin from where they count in it */
  begin(origin: number): void {
    this.#origin = origin;
    this.#count = 0;
  }

  add(places: Uint32Array): void {
    const count = this.#count + places.length;
    if (count > this.#memory.length) this.#grow(count);
    for (let i = 0; i < places.length; i++) this.#memory[this.#count + i] = places[i]! - this.#origin;
    this.#count = count;
  }

  #grow(least: number): void {
    const memory = new Uint32Array(2 * least);
    memory.set(this.all);
    this.#memory = memory;
  }
}
