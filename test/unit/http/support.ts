import type { Router } from "express";
import { createApp } from "../../../src/http/app.ts";
import { HttpServer } from "../../../src/http/server.ts";
import { atEnd } from "../../helpers/at-end.ts";
import { recordingLog } from "../sources/support.ts";

export interface Site {
  readonly url: string;
  readonly lines: readonly string[];
}

/** These routers alone behind a real server, with every log line kept; ends with the test file. */
export async function serve(...routers: readonly Router[]): Promise<Site> {
  const { log, lines } = recordingLog();
  const server = new HttpServer(createApp(routers, log));
  const url = await server.listen("127.0.0.1", 0);
  atEnd(() => server.close(0));
  return { url, lines };
}
