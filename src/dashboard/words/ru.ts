import type { Catalogue } from "./catalogue.ts";
import { audit } from "./ru/audit.ts";
import { bulk } from "./ru/bulk.ts";
import { casework } from "./ru/casework.ts";
import { endpoints } from "./ru/endpoints.ts";
import { figures } from "./ru/figures.ts";
import { frame } from "./ru/frame.ts";
import { health } from "./ru/health.ts";
import { incident } from "./ru/incident.ts";
import { incidents } from "./ru/incidents.ts";
import { logs } from "./ru/logs.ts";
import { phrases } from "./ru/said/phrases.ts";
import { reasons } from "./ru/said/reasons.ts";
import { setup } from "./ru/setup.ts";

/** Russian. */
export const ru: Catalogue = {
  language: "ru",
  dir: "ltr",
  messages: {
    ...frame,
    ...incidents,
    ...incident,
    ...casework,
    ...bulk,
    ...logs,
    ...figures,
    ...health,
    ...audit,
    ...endpoints,
    ...setup,
    ...reasons,
    ...phrases,
  },
};
