import { once } from "node:events";
import { Agent, type ClientRequest, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import type { PostAnswer } from "../../../src/simulate/post.ts";

/** A POST whose body is written piece by piece, as a slow or broken client would. */
export class SlowPost {
  readonly request: ClientRequest;
  readonly answer: Promise<Omit<PostAnswer, "ms">>;

  /** Without a length among the headers, the body is sent in chunks. */
  constructor(url: string, headers: OutgoingHttpHeaders = {}) {
    // Kept alive: a server may hang up on who is still sending once it has answered, and the answer would be lost.
    this.request = request(url, { method: "POST", headers, agent: new Agent({ keepAlive: true }) });
    this.request.on("error", () => undefined);
    this.answer = this.#read();
    // Who only hangs up does not look at the answer.
    this.answer.catch(() => undefined);
  }

  /** Answers when the bytes were handed to the system; not at all when nobody takes them. */
  async write(bytes: Buffer): Promise<void> {
    await new Promise<void>((resolve, reject) => this.request.write(bytes, (error) => (error ? reject(error) : resolve())));
  }

  hangUp(): void {
    this.request.destroy();
  }

  async #read(): Promise<Omit<PostAnswer, "ms">> {
    const [response] = (await once(this.request, "response")) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk as Buffer);
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() };
  }
}

/** Sends exactly this text as an HTTP request on a socket of its own, and returns the first line of the answer. */
export async function rawExchange(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(text);
  const [first] = (await once(socket, "data")) as [Buffer];
  socket.destroy();
  return first.toString("latin1").split("\r\n")[0]!;
}
