import { z } from "zod";
import { lineOf } from "../../../kernel/check.ts";
import { isSecureUrl } from "../../../kernel/net/secure-url.ts";
import { Secret } from "../../../kernel/secret.ts";
import { ENDPOINT_KINDS } from "../../../outgoing/endpoint.ts";
import type { Endpoints } from "../../../outgoing/endpoints.ts";
import { EVENT_NAMES } from "../../../outgoing/event.ts";
import { path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { type Screen, screen } from "../../web/screen.ts";
import { EndpointList, EndpointPage, SigningSecret } from "./parts.tsx";

const PERMISSION = "endpoints:manage";
const MESSAGES_SHOWN = 50;
const REPLAY_DAYS = 30;
const DAY_MS = 24 * 3_600_000;

const eventName = z.enum(EVENT_NAMES);

const newEndpoint = z.object({
  kind: z.enum(ENDPOINT_KINDS),
  url: z
    .string()
    .trim()
    .max(2_000)
    .refine(isSecureUrl, { error: "it is no https URL (http only to this machine) without user, password and fragment" }),
  description: lineOf(200),
  // A form sends one ticked box as a text, several as a list.
  events: z.preprocess((value) => (typeof value === "string" ? [value] : value), z.array(eventName).min(1).max(EVENT_NAMES.length)),
});

/** Other systems that are told of events: the list, one of them with its messages, and what can be done about it. */
export function endpointScreens({ endpoints }: { readonly endpoints: Endpoints }): Screen[] {
  return [
    screen({
      method: "get",
      path: "/admin/endpoints",
      permission: PERMISSION,
      handle: async ({ words }) => ({ title: words.text("endpoints.title"), body: <EndpointList endpoints={await endpoints.list()} /> }),
    }),
    screen({
      method: "post",
      path: "/admin/endpoints",
      permission: PERMISSION,
      form: newEndpoint,
      handle: async ({ form: { description, events, kind, url }, visitor, words }) => {
        const request = { kind, address: new Secret(url), description, events: [...new Set(events)] };
        const { id, secret } = await endpoints.create(request, `admin:${visitor.session.name}`);
        if (secret === null) return { to: path`/admin/endpoints/${id}`, done: "endpoint_created" };
        return { status: 201, title: words.text("endpoints.secret.title"), body: <SigningSecret id={id} secret={secret} /> };
      },
    }),
    screen({
      method: "get",
      path: "/admin/endpoints/:id",
      permission: PERMISSION,
      params: idParams,
      handle: async ({ params: { id }, words }) => {
        const [endpoint, messages] = await Promise.all([endpoints.get(id), endpoints.messages(id, null, MESSAGES_SHOWN)]);
        return { title: words.text("endpoints.one.title"), body: <EndpointPage endpoint={endpoint} messages={messages} /> };
      },
    }),
    ...actScreens(endpoints),
  ];
}

function actScreens(endpoints: Endpoints): Screen[] {
  const act = (
    name: string,
    done: "endpoint_changed" | "endpoint_deleted" | "endpoint_tested",
    work: (id: string, actor: `admin:${string}`) => Promise<unknown>,
  ) =>
    screen({
      method: "post",
      path: `/admin/endpoints/:id/${name}`,
      permission: PERMISSION,
      ...(done === "endpoint_deleted" && { fresh: true }),
      params: idParams,
      handle: async ({ params: { id }, visitor }) => {
        await work(id, `admin:${visitor.session.name}`);
        return { to: done === "endpoint_deleted" ? path`/admin/endpoints` : path`/admin/endpoints/${id}`, done };
      },
    });
  return [
    act("disable", "endpoint_changed", (id, actor) => endpoints.disable(id, "a person switched it off", actor)),
    act("enable", "endpoint_changed", (id, actor) => endpoints.enable(id, actor)),
    act("test", "endpoint_tested", (id) => endpoints.test(id)),
    act("replay", "endpoint_changed", (id, actor) => endpoints.replay(id, new Date(Date.now() - REPLAY_DAYS * DAY_MS), actor)),
    act("delete", "endpoint_deleted", (id, actor) => endpoints.remove(id, actor)),
    screen({
      method: "post",
      path: "/admin/endpoints/:id/rotate",
      permission: PERMISSION,
      fresh: true,
      params: idParams,
      handle: async ({ params: { id }, visitor, words }) => {
        const secret = await endpoints.rotateSecret(id, `admin:${visitor.session.name}`);
        return { title: words.text("endpoints.secret.title"), body: <SigningSecret id={id} secret={secret} /> };
      },
    }),
  ];
}
