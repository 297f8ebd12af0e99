import type { Omission, OmissionReason } from "../../sources/source.ts";
import { Omitted } from "../omitted.ts";

/** What is left out of one push: for each reason how often, and where first. */
export class Omissions {
  readonly #repository: string;
  readonly #byReason = new Map<OmissionReason, Omission>();

  constructor(repository: string) {
    this.#repository = repository;
  }

  get list(): readonly Omission[] {
    return [...this.#byReason.values()];
  }

  add(reason: OmissionReason, where: string): void {
    const { count, where: first } = this.#byReason.get(reason) ?? { count: 0, where: `${this.#repository} ${where}` };
    this.#byReason.set(reason, { reason, count: count + 1, where: first });
  }

  /** @throws whatever is not `Omitted` */
  addThrown(thrown: unknown, where: string): void {
    if (!(thrown instanceof Omitted)) throw thrown;
    this.add(thrown.reason, where);
  }
}
