import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import express, { Router } from "express";
import { TREE } from "../../kernel/place/tree.ts";
import type { Page } from "../ui/page.ts";

const FOLDER = fileURLToPath(new URL("dashboard/assets/", TREE));
const YEAR_MS = 365 * 24 * 3_600_000;

/** The addresses of the style sheets and the scripts: another version has another address, so each may be kept for ever. */
export function assetAddresses(): Page["assets"] {
  const address = (name: string): string => {
    const version = createHash("sha256")
      .update(readFileSync(FOLDER + name))
      .digest("hex")
      .slice(0, 12);
    return `/admin/assets/${name}?v=${version}`;
  };
  return {
    styles: [address("dashboard.css"), address("parts.css"), address("extras.css"), address("phone.css")],
    scripts: [address("dashboard.js"), address("keys.js"), address("live.js"), address("comfort.js")],
  };
}

/** They hold nothing of anybody: no session is needed. */
export function assets(): Router {
  const router = Router();
  router.use("/admin/assets", express.static(FOLDER, { index: false, immutable: true, maxAge: YEAR_MS, redirect: false }));
  return router;
}
