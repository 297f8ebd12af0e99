import type { Catalogue } from "./catalogue.ts";
import { audit } from "./ja/audit.ts";
import { bulk } from "./ja/bulk.ts";
import { casework } from "./ja/casework.ts";
import { endpoints } from "./ja/endpoints.ts";
import { figures } from "./ja/figures.ts";
import { frame } from "./ja/frame.ts";
import { health } from "./ja/health.ts";
import { incident } from "./ja/incident.ts";
import { incidents } from "./ja/incidents.ts";
import { logs } from "./ja/logs.ts";
import { phrases } from "./ja/said/phrases.ts";
import { reasons } from "./ja/said/reasons.ts";
import { setup } from "./ja/setup.ts";

/** Japanese. */
export const ja: Catalogue = {
  language: "ja",
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
