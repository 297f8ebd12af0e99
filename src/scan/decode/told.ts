import type { Hit } from "./search.ts";
import { DisjointSpans } from "./spans.ts";

/** Keeps one token from being told twice because there are two ways to read it. */
export class Told {
  readonly #spans = new DisjointSpans();
  readonly #ofToken = new Map<string, DisjointSpans>();

  /** False when it was told: the same token there, or any where only one can stand. */
  add({ end, found, isRun, start }: Hit): boolean {
    if (!isRun && !this.#spans.add(start, end)) return false;
    const token = found.token.reveal("tell tokens apart");
    const spans = this.#ofToken.get(token) ?? new DisjointSpans();
    this.#ofToken.set(token, spans);
    return spans.add(start, end);
  }

  /** What ends before can be told no more. */
  forget(before: number): void {
    this.#spans.forget(before);
    for (const [token, spans] of this.#ofToken) if (spans.forget(before)) this.#ofToken.delete(token);
  }
}
