import type { Catalogue } from "./catalogue.ts";
import { audit } from "./fr/audit.ts";
import { bulk } from "./fr/bulk.ts";
import { casework } from "./fr/casework.ts";
import { endpoints } from "./fr/endpoints.ts";
import { figures } from "./fr/figures.ts";
import { frame } from "./fr/frame.ts";
import { health } from "./fr/health.ts";
import { incident } from "./fr/incident.ts";
import { incidents } from "./fr/incidents.ts";
import { logs } from "./fr/logs.ts";
import { phrases } from "./fr/said/phrases.ts";
import { reasons } from "./fr/said/reasons.ts";
import { setup } from "./fr/setup.ts";

/** French. */
export const fr: Catalogue = {
  language: "fr",
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
