import { z } from "zod";
import type { Checking } from "../../../incidents/acts/checking.ts";
import type { Looking } from "../../../incidents/acts/looking.ts";
import { path } from "../../ui/links.tsx";
import { idParams } from "../../ui/list/read.ts";
import { type Screen, screen } from "../../web/screen.ts";

interface AskingNeeds {
  readonly checking: Pick<Checking, "check">;
  readonly looking: Pick<Looking, "look">;
}

const placeForm = z.object({ place: z.string().regex(/^\d{1,18}$/u) });

/** What a person has asked elsewhere about an incident: its issuer, or the place where its token was seen. */
export function askingScreens({ checking, looking }: AskingNeeds): Screen[] {
  return [
    screen({
      method: "post",
      path: "/admin/incidents/:id/check",
      permission: "incidents:act",
      params: idParams,
      handle: async ({ params: { id }, visitor }) => {
        await checking.check(id, `admin:${visitor.session.name}`);
        return { to: path`/admin/incidents/${id}`, done: "checked" };
      },
    }),
    screen({
      method: "post",
      path: "/admin/incidents/:id/look",
      permission: "incidents:act",
      params: idParams,
      form: placeForm,
      handle: async ({ form: { place }, params: { id }, visitor }) => {
        await looking.look(id, place, `admin:${visitor.session.name}`);
        return { to: path`/admin/incidents/${id}`, done: "looked" };
      },
    }),
  ];
}
