import type { OutgoingHttpHeaders } from "node:http";
import type { FaultName } from "../key-endpoint-faults.ts";

/** One request, exactly as it goes out. */
export interface Outgoing {
  /** Below the service's own address. */
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

/** A leaked token and where it was seen. */
export interface FakeLeak {
  readonly token: string;
  readonly url: string;
}

/** A vendor as far as a receiver can tell. None shares code with the receiver. */
export interface FakeVendor {
  /** What the service has to be given in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether its deliveries carry tokens, or only say where to look. */
  readonly carriesTokens: boolean;
  /** A genuine delivery: of these leaks, or of an event in which they came up. */
  deliver(leaks: readonly FakeLeak[]): Outgoing;
  /** The same headers and signature scheme around these bytes, whatever they are. */
  wrap(body: Buffer): Outgoing;
  /** Signs with a new key or the next secret from now on. The service may have to ask for keys again. */
  rotate(): void;
  /** For vendors that publish keys: lets their endpoint misbehave. */
  readonly keys?: { break(fault: FaultName): void; repair(): void };
  stop(): Promise<void>;
}

export const nothingToStop = async (): Promise<void> => await Promise.resolve();
