import type { Readable } from "node:stream";
import type { SMTPEnvelope } from "nodemailer/lib/smtp-connection";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SmtpRelay } from "./smtp-url.ts";

type Done<T> = (error?: Error | null, result?: T) => void;

const QUIT_PATIENCE_MS = 5_000;

/** One connection to a relay. Every step settles, whatever becomes of the connection meanwhile. */
export class SmtpSession {
  readonly #connection: SMTPConnection;
  readonly #relay: SmtpRelay;
  #fail: (error: Error) => void = () => undefined;
  #hasEnded = false;
  #mails = 0;

  constructor(relay: SmtpRelay) {
    this.#relay = relay;
    this.#connection = new SMTPConnection(relay.options);
    this.#connection.on("error", (error: Error) => {
      this.#hasEnded = true;
      this.#fail(error);
    });
    this.#connection.on("end", () => {
      this.#hasEnded = true;
      // After a 421 the step under way is told what the relay said, but only after this event.
      setImmediate(() => this.#fail(new Error("the connection has ended")));
    });
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** How many it has brought. */
  get mails(): number {
    return this.#mails;
  }

  /** Connects, protects the connection and signs in. */
  async open(): Promise<void> {
    await this.#step((done) => this.#connection.connect(done));
    const { auth } = this.#relay;
    if (auth !== null) await this.#step((done) => this.#connection.login({ ...auth }, done));
  }

  /** Hands one mail over; nothing of `content` is read before the relay has asked for it. Answers what the relay said. */
  async send(envelope: SMTPEnvelope, content: Readable): Promise<string> {
    const info = await this.#step<{ response: string }>((done) => this.#connection.send(envelope, content, done));
    this.#mails += 1;
    return info.response;
  }

  /** Says goodbye, without waiting for an answer. */
  quit(): void {
    this.#connection.quit();
    setTimeout(() => this.#connection.close(), QUIT_PATIENCE_MS).unref();
  }

  abort(error: Error): void {
    this.#fail(error);
    this.#connection.close();
  }

  #step<T>(run: (done: Done<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      run((error, result) => (error ? reject(error) : resolve(result as T)));
    });
  }
}
