import { Router } from "express";
import { describe, expect, test } from "vitest";
import { ops, type ReadinessCheck } from "../../../src/http/ops.ts";
import { createMetrics } from "../../../src/telemetry/metrics.ts";
import { until } from "../../helpers/until.ts";
import { recordingLog } from "../sources/support.ts";
import { serve } from "./support.ts";

interface SiteOptions {
  readonly checks: readonly ReadinessCheck[];
  readonly isDraining?: () => boolean;
  readonly onRequest?: () => void;
}

async function site({ checks, isDraining = () => false, onRequest = () => undefined }: SiteOptions) {
  const { log, lines } = recordingLog();
  const { registry } = createMetrics();
  const door = Router().use((_request, _response, next) => {
    next();
    onRequest();
  });
  const { lines: requestLines, url } = await serve(
    door,
    ops({ checks, isDraining, log, mayMeasure: (_request, _response, next) => next(), openApi: {}, refresh: () => undefined, registry }),
  );
  return {
    lines,
    requestLines,
    url,
    ready: async (): Promise<{ status: number; body: unknown }> => {
      const response = await fetch(`${url}/readyz`);
      return { status: response.status, body: await response.json() };
    },
  };
}

const good: ReadinessCheck = { name: "good", check: async () => undefined };

describe("readiness", () => {
  test("names the parts that fail, and says why only in the log", async () => {
    const bad: ReadinessCheck = { name: "bad", check: () => Promise.reject(new Error("the password of ada is wrong")) };
    const { lines, ready } = await site({ checks: [good, bad] });
    expect(await ready()).toEqual({ status: 503, body: { status: "not ready", checks: { good: "ok", bad: "failed" } } });
    expect(lines.join("")).toContain("the password of ada is wrong");
  });

  test("waits two seconds for a part that never answers, and for all parts at once", async () => {
    const stuck = (name: string): ReadinessCheck => ({ name, check: () => new Promise(() => undefined) });
    const { ready } = await site({ checks: [stuck("one"), good, stuck("two")] });
    const began = performance.now();
    expect((await ready()).body).toMatchObject({ checks: { one: "failed", good: "ok", two: "failed" } });
    expect(performance.now() - began).toBeGreaterThan(1_900);
    expect(performance.now() - began).toBeLessThan(3_500);
  });

  test("looks once for everybody who asks meanwhile, and again for whoever asks later", async () => {
    let [looks, arrived] = [0, 0];
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const check = async (): Promise<void> => {
      looks += 1;
      await asked;
    };
    const onRequest = (): void => {
      arrived += 1;
      if (arrived === 20) setImmediate(answer);
    };
    const { ready } = await site({ checks: [{ name: "slow", check }], onRequest });
    const answers = await Promise.all(Array.from({ length: 20 }, ready));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(looks).toBe(1);
    await ready();
    expect(looks).toBe(2);
  });

  test("is over as soon as the process is told to stop, although every part is well", async () => {
    let draining = false;
    const { ready } = await site({ checks: [good], isDraining: () => draining });
    expect((await ready()).status).toBe(200);
    draining = true;
    expect(await ready()).toEqual({ status: 503, body: { status: "stopping", checks: { good: "ok" } } });
  });

  test("is read and nothing else, as health, metrics and the API's description are", async () => {
    const { url } = await site({ checks: [good] });
    for (const path of ["/healthz", "/readyz", "/metrics", "/openapi.json"]) {
      const response = await fetch(url + path, { method: "POST" });
      expect([path, response.status, response.headers.get("allow")]).toEqual([path, 405, "GET, HEAD"]);
      expect([path, (await fetch(url + path, { method: "HEAD" })).status]).toEqual([path, 200]);
    }
  });

  test("leaves no line in the log of requests", async () => {
    const { ready, requestLines, url } = await site({ checks: [good] });
    await ready();
    await fetch(`${url}/nothing`);
    await until("the second request was logged", () => requestLines.some((line) => line.includes("/nothing")));
    expect(requestLines).toHaveLength(1);
  });
});
