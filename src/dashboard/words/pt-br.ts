import type { Catalogue } from "./catalogue.ts";
import { audit } from "./pt-br/audit.ts";
import { bulk } from "./pt-br/bulk.ts";
import { casework } from "./pt-br/casework.ts";
import { endpoints } from "./pt-br/endpoints.ts";
import { figures } from "./pt-br/figures.ts";
import { frame } from "./pt-br/frame.ts";
import { health } from "./pt-br/health.ts";
import { incident } from "./pt-br/incident.ts";
import { incidents } from "./pt-br/incidents.ts";
import { logs } from "./pt-br/logs.ts";
import { phrases } from "./pt-br/said/phrases.ts";
import { reasons } from "./pt-br/said/reasons.ts";
import { setup } from "./pt-br/setup.ts";

/** Brazilian Portuguese. */
export const ptBr: Catalogue = {
  language: "pt-BR",
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
