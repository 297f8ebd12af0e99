import type { Catalogue } from "./catalogue.ts";
import { audit } from "./es/audit.ts";
import { bulk } from "./es/bulk.ts";
import { casework } from "./es/casework.ts";
import { endpoints } from "./es/endpoints.ts";
import { figures } from "./es/figures.ts";
import { frame } from "./es/frame.ts";
import { health } from "./es/health.ts";
import { incident } from "./es/incident.ts";
import { incidents } from "./es/incidents.ts";
import { logs } from "./es/logs.ts";
import { phrases } from "./es/said/phrases.ts";
import { reasons } from "./es/said/reasons.ts";
import { setup } from "./es/setup.ts";

/** Spanish. */
export const es: Catalogue = {
  language: "es",
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
