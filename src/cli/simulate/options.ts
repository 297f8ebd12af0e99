import { InvalidArgumentError } from "commander";
import type { FaultName } from "../../simulate/key-endpoint-faults.ts";

/** What stands on the command line. */
export interface SimulateOptions {
  readonly url: URL;
  readonly leakUrl: string;
  readonly keysPort: number;
  readonly serveKeys?: true;
  readonly apiPort?: number;
  readonly keyFault?: FaultName;
  readonly rotate?: number;
  readonly count: number;
  readonly rate?: number;
  readonly duplicates: number;
  readonly delay: number;
  readonly malformed?: true;
  readonly forged?: true;
  readonly json?: true;
}

export function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== "http:" && url?.protocol !== "https:")
    throw new InvalidArgumentError("A service has an address such as http://localhost:3000.");
  return url;
}

export function parsePort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new InvalidArgumentError("A port is a whole number from 0 to 65535.");
  return port;
}

/** Reads a whole number of that range. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/u.test(text) || number < min || number > max)
      throw new InvalidArgumentError(`It takes a whole number from ${min} to ${max}.`);
    return number;
  };
}
