import { cleanLine } from "../kernel/text.ts";

const MAX_SHOWN = 200;
const MAX_HREF = 2_000;
const ASCII_NAME = /^[a-z0-9.-]+$/u;

/** Where a token was found, as it may be shown. `display` is one clean line; `href` is there only when a link is allowed. */
export type LeakLink =
  | { readonly linkable: true; readonly display: string; readonly href: string }
  | { readonly linkable: false; readonly display: string };

/**
 * A leak's address is text that an attacker may have chosen. It becomes a link only when, after parsing, it is https at
 * an ASCII host that belongs to the source, on the usual port and without user info. What is shown is host and path of
 * the parsed address, without the scheme: so that it names where it really leads, and mail programs do not make a link of it.
 */
export function leakLink(url: string, ownsHost: (host: string) => boolean): LeakLink {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || (parsed.protocol !== "https:" && parsed.protocol !== "http:")) {
    return { linkable: false, display: cleanLine(url, MAX_SHOWN) };
  }
  const display = cleanLine(`${parsed.host}${parsed.pathname}${parsed.search}${parsed.hash}`, MAX_SHOWN);
  return isLinkable(parsed, ownsHost) ? { linkable: true, display, href: parsed.href } : { linkable: false, display };
}

function isLinkable(url: URL, ownsHost: (host: string) => boolean): boolean {
  return (
    url.protocol === "https:" &&
    url.username === "" &&
    url.password === "" &&
    url.port === "" &&
    ASCII_NAME.test(url.hostname) &&
    !url.hostname.split(".").some((label) => label.startsWith("xn--")) &&
    url.href.length <= MAX_HREF &&
    ownsHost(url.hostname)
  );
}
