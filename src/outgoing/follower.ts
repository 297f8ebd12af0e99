import { clearInterval, setInterval } from "node:timers";
import type { Database } from "../db/database.ts";
import { messageOf } from "../kernel/errors.ts";
import { uuidv7 } from "../kernel/ids.ts";
import type { Logger } from "../kernel/log.ts";
import type { ObligationKind } from "../obligations/obligation.ts";
import { messagesOf, TOLD_ACTIONS } from "./event.ts";
import { insertMessages, insertParcels } from "./parcels.sql.ts";
import { lockProgress, type Place, readHead, readTrail, type Subscriber, saveProgress, selectSubscribers } from "./trail.sql.ts";

const EVERY_MS = 1_000;
const EVENTS_AT_ONCE = 500;
const LAST_POSITION = 2_147_483_647;

export interface FollowerNeeds {
  readonly db: Database;
  readonly log: Logger;
  readonly publicUrl: () => string;
  readonly wake: (kinds: readonly ObligationKind[]) => void;
}

/**
 * Turns the audit trail into messages: each event once, in order, whatever process is at it. Nothing that records an event has to know
 * of it, and where nobody listens it costs a look a second.
 */
export class Follower {
  readonly #needs: FollowerNeeds;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(needs: FollowerNeeds) {
    this.#needs = needs;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
      });
    }, EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Goes on to the end of the trail. */
  async follow(): Promise<void> {
    while (!this.#stopped && (await this.#step()));
  }

  async #run(): Promise<void> {
    try {
      await this.follow();
    } catch (error) {
      this.#needs.log.warn({ error: messageOf(error) }, "the audit trail could not be followed; messages about it come later");
    }
  }

  /** One page of the trail, in one transaction; answers whether there is more. */
  async #step(): Promise<boolean> {
    const { db, wake } = this.#needs;
    const { more, parcels } = await db.transaction(async (tx) => {
      const place = await lockProgress(tx);
      if (place === null) return { more: false, parcels: 0 };
      const head = await readHead(tx);
      if (isAtEnd(place, head)) return { more: false, parcels: 0 };
      const subscribers = await selectSubscribers(tx);
      const page = subscribers.length === 0 ? [] : await readTrail(tx, place, head, TOLD_ACTIONS, EVENTS_AT_ONCE);
      const messages = page.flatMap((event) => messagesOf(event, this.#needs.publicUrl())).map((message) => ({ id: uuidv7(), ...message }));
      const addressed = messages.flatMap((message) => parcelsOf(message, subscribers));
      const wanted = new Set(addressed.map(({ messageId }) => messageId));
      if (addressed.length > 0) {
        await insertMessages(
          tx,
          messages.filter(({ id }) => wanted.has(id)),
        );
        await insertParcels(tx, addressed);
      }
      const last = page.length === EVENTS_AT_ONCE ? page.at(-1) : undefined;
      await saveProgress(tx, last ?? { seq: head, position: LAST_POSITION });
      return { more: last !== undefined, parcels: addressed.length };
    });
    if (parcels > 0) wake(["deliver"]);
    return more;
  }
}

function isAtEnd({ position, seq }: Place, head: string): boolean {
  return BigInt(seq) > BigInt(head) || (seq === head && position === LAST_POSITION);
}

function parcelsOf({ id, type }: { readonly id: string; readonly type: Subscriber["events"][number] }, subscribers: readonly Subscriber[]) {
  return subscribers
    .filter(({ events }) => events.includes(type))
    .map((subscriber) => ({ id: uuidv7(), obligationId: uuidv7(), messageId: id, endpointId: subscriber.id }));
}
