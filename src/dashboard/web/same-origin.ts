import { timingSafeEqual } from "node:crypto";
import type { Request } from "express";
import { AppError } from "../../kernel/errors.ts";

const REFUSAL = "this did not come from a page of this dashboard; open the page again and repeat it there";

/**
 * Refuses what another site made the browser send: browsers say with every POST where it comes from, and what is no browser
 * has the admin API. @throws AppError `forbidden`
 */
export function requireOwnOrigin(request: Request, publicUrl: string | null): void {
  const site = request.get("sec-fetch-site");
  const origin = request.get("origin");
  const told = site !== undefined || origin !== undefined;
  const fits = (site === undefined || site === "same-origin") && (origin === undefined || isOwn(origin, request.host, publicUrl));
  if (!told || !fits) throw new AppError("forbidden", REFUSAL);
}

/** Refuses a form without its session's key. @throws AppError `forbidden` */
export function requireFormKey(expected: string, given: unknown): void {
  const [ours, theirs] = [Buffer.from(expected), Buffer.from(typeof given === "string" ? given : "")];
  if (ours.length !== theirs.length || !timingSafeEqual(ours, theirs)) throw new AppError("forbidden", REFUSAL);
}

function isOwn(origin: string, host: string | undefined, publicUrl: string | null): boolean {
  if (origin === publicUrl) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** A page of the dashboard that somebody asked for before they signed in; the first page for anything else. */
export function returnAddress(asked: unknown): string {
  const home = "/admin";
  if (typeof asked !== "string" || asked.length > 1_000 || !/^\/admin(?:[/?]|$)/u.test(asked) || asked.includes("\\")) return home;
  const url = URL.canParse(asked, "http://own.invalid") ? new URL(asked, "http://own.invalid") : null;
  const stays = url?.origin === "http://own.invalid" && /^\/admin(?:\/(?!sign-in|sign-out)|$)/u.test(url.pathname);
  return stays ? `${url.pathname}${url.search}` : home;
}
