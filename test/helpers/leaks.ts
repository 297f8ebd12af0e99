import type { App } from "./app.ts";
import { record } from "./service.ts";
import { until } from "./until.ts";

/** Leaks a new token of this app through GitHub; answers the token and its incident's id. */
export async function leak(
  app: App,
  { record: more = {}, token: order = {} }: { readonly record?: object; readonly token?: Readonly<Record<string, unknown>> } = {},
): Promise<{ readonly id: string; readonly token: string; readonly incident: string }> {
  const minted = await app.mint(order);
  await app.github.send(app.hook, [{ ...record(minted.token), ...more }]);
  const incident = await until("the incident is there", async () => {
    const { incidents } = (await app.get(`/api/incidents?q=token:${minted.id}`)).body;
    return incidents?.[0]?.["id"] ?? null;
  });
  return { ...minted, incident: String(incident) };
}
