import type { Catalogue } from "./catalogue.ts";
import { audit } from "./de/audit.ts";
import { bulk } from "./de/bulk.ts";
import { casework } from "./de/casework.ts";
import { endpoints } from "./de/endpoints.ts";
import { figures } from "./de/figures.ts";
import { frame } from "./de/frame.ts";
import { health } from "./de/health.ts";
import { incident } from "./de/incident.ts";
import { incidents } from "./de/incidents.ts";
import { logs } from "./de/logs.ts";
import { phrases } from "./de/said/phrases.ts";
import { reasons } from "./de/said/reasons.ts";
import { setup } from "./de/setup.ts";

/** German. */
export const de: Catalogue = {
  language: "de",
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
