import { z } from "zod";
import { line, wholeNumber } from "../schemas.ts";
import { optional, setting, type Values } from "../variable.ts";

const ROLES = ["all", "web", "worker"] as const;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

export type Role = (typeof ROLES)[number];

export const processVariables = {
  NODE_ENV: setting(line(40), {
    about: "`production` makes the start warn about everything that a real installation should set.",
    allowed: "any word",
    fallback: "development",
  }),
  ROLE: setting(z.enum(ROLES), {
    about: "What this process does: answer HTTP, work off what is due, or both. `serve --role` has the last word.",
    allowed: "all, web or worker",
    fallback: "all",
  }),
  LOG_LEVEL: setting(z.enum(LOG_LEVELS), {
    about: "The least important log lines that are written.",
    allowed: "fatal, error, warn, info, debug, trace or silent",
    fallback: "info",
  }),
  TOKENWARD_CONFIG: optional(line(1_024), {
    about: "A JSON file for what does not fit a variable: token formats, issuers and policies, described below.",
    allowed: "the path of a JSON file",
    otherwise: "no such file",
  }),
  SHUTDOWN_SECONDS: setting(wholeNumber(1, 300), {
    about:
      "How long requests, and after them jobs, may take to end in a process that was told to stop. After three times as long it ends in any case.",
    allowed: "a whole number from 1 to 300",
    fallback: "15",
  }),
};

export interface ProcessConfig {
  readonly production: boolean;
  readonly role: Role;
  readonly logLevel: string;
  readonly shutdownMs: number;
}

export function processConfig(values: Values<typeof processVariables>): ProcessConfig {
  return {
    production: values.NODE_ENV === "production",
    role: values.ROLE,
    logLevel: values.LOG_LEVEL,
    shutdownMs: values.SHUTDOWN_SECONDS * 1_000,
  };
}
