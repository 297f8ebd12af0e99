import type { Catalogue } from "./catalogue.ts";
import { audit } from "./zh-hans/audit.ts";
import { bulk } from "./zh-hans/bulk.ts";
import { casework } from "./zh-hans/casework.ts";
import { endpoints } from "./zh-hans/endpoints.ts";
import { figures } from "./zh-hans/figures.ts";
import { frame } from "./zh-hans/frame.ts";
import { health } from "./zh-hans/health.ts";
import { incident } from "./zh-hans/incident.ts";
import { incidents } from "./zh-hans/incidents.ts";
import { logs } from "./zh-hans/logs.ts";
import { phrases } from "./zh-hans/said/phrases.ts";
import { reasons } from "./zh-hans/said/reasons.ts";
import { setup } from "./zh-hans/setup.ts";

/** Simplified Chinese. */
export const zhHans: Catalogue = {
  language: "zh-Hans",
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
