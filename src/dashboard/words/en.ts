import { audit } from "./en/audit.ts";
import { bulk } from "./en/bulk.ts";
import { casework } from "./en/casework.ts";
import { endpoints } from "./en/endpoints.ts";
import { figures } from "./en/figures.ts";
import { frame } from "./en/frame.ts";
import { health } from "./en/health.ts";
import { incident } from "./en/incident.ts";
import { incidents } from "./en/incidents.ts";
import { logs } from "./en/logs.ts";
import { phrases } from "./en/said/phrases.ts";
import { reasons } from "./en/said/reasons.ts";
import { setup } from "./en/setup.ts";

/** What the dashboard says in English, in ICU message syntax: the catalogue that every other has to match. */
export const en = {
  language: "en",
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
} as const;
