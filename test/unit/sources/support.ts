import { once } from "node:events";
import type { Server } from "node:http";
import { pino } from "pino";
import { type Clock, systemClock } from "../../../src/kernel/clock.ts";
import type { SourceSettings } from "../../../src/sources/registry.ts";
import type { RawRequest } from "../../../src/sources/source.ts";

/** A clock that only moves when told. */
export class ManualClock implements Clock {
  #time: number;

  constructor(time = Date.parse("2026-03-17T12:00:00Z")) {
    this.#time = time;
  }

  now(): Date {
    return new Date(this.#time);
  }

  advance(milliseconds: number): void {
    this.#time += milliseconds;
  }
}

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** A logger whose lines can be read back. */
export function recordingLog(): { readonly log: pino.Logger; readonly lines: string[] } {
  const lines: string[] = [];
  return { log: pino({ level: "debug" }, { write: (line: string) => lines.push(line) }), lines };
}

/** A request as the HTTP room hands it over: header names in lower case, every value in a list. */
export function requestOf(body: Buffer | string, headers: Readonly<Record<string, string | readonly string[]>>): RawRequest {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat()] as const);
  return { body: Buffer.from(body), headers: Object.fromEntries(entries) };
}

/** Starts the server on a free port of this machine. @returns where it is */
export async function listen(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}

export async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close().closeAllConnections();
  await closed;
}

/** Settings of an installation that has no sources but GitHub's partner programme; `changes` on top. */
export function sourceSettings(changes: Partial<SourceSettings> = {}): SourceSettings {
  return {
    labels: "raw",
    keyOverlapMs: HOUR,
    github: { apiUrl: "http://127.0.0.1:9" },
    gitlab: { keysUrl: null, webhookTokens: null, signingTokens: null, revocationTokens: null, revocableTypes: [] },
    depsdev: { keysUrl: null },
    giteaSecrets: null,
    bitbucketSecrets: null,
    azureCredentials: null,
    standardSecrets: null,
    disclosers: [],
    clock: systemClock,
    log: recordingLog().log,
    ...changes,
  };
}
