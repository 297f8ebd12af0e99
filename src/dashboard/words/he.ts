import type { Catalogue } from "./catalogue.ts";
import { audit } from "./he/audit.ts";
import { bulk } from "./he/bulk.ts";
import { casework } from "./he/casework.ts";
import { endpoints } from "./he/endpoints.ts";
import { figures } from "./he/figures.ts";
import { frame } from "./he/frame.ts";
import { health } from "./he/health.ts";
import { incident } from "./he/incident.ts";
import { incidents } from "./he/incidents.ts";
import { logs } from "./he/logs.ts";
import { phrases } from "./he/said/phrases.ts";
import { reasons } from "./he/said/reasons.ts";
import { setup } from "./he/setup.ts";

/** Hebrew. */
export const he: Catalogue = {
  language: "he",
  dir: "rtl",
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
