import { Socket } from "node:net";

/**
 * Sends all that is written in one turn of the event loop in one packet. Every packet wakes the server, and on small
 * machines the wake-up costs more than the statement (measured: 0.15 ms of our time for each).
 */
export class CoalescingSocket extends Socket {
  override write(...args: unknown[]): boolean {
    if (this.writableCorked === 0) {
      this.cork();
      process.nextTick(() => this.uncork());
    }
    return super.write(...(args as Parameters<Socket["write"]>));
  }
}
