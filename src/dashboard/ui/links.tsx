import type { ComponentChildren, JSX } from "preact";
import { cleanLine } from "../../kernel/text.ts";
import { leakLink } from "../../notices/leak-link.ts";

/** The path of a page of ours; only `path` makes one, from fixed words and encoded values. */
export type Path = string & { readonly __path: true };

/** `` path`/admin/incidents/${id}` ``: whatever a value holds, it stays one segment or one value of the query. */
export function path(words: TemplateStringsArray, ...values: readonly string[]): Path {
  const text = String.raw({ raw: words }, ...values.map(encodeURIComponent));
  if (!text.startsWith("/admin")) throw new Error("a path of the dashboard begins with /admin");
  return text as Path;
}

interface LinkProps {
  readonly to: Path;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
  readonly title?: string;
  /** The key that leads to it, after `g`. */
  readonly "data-key"?: string | undefined;
}

/** A link to a page of ours. */
export function Link({ children, current = false, label, to, ...rest }: LinkProps): JSX.Element {
  return (
    <a href={to} {...rest} {...(current && { "aria-current": "page" })} {...(label !== undefined && { "aria-label": label })}>
      {children}
    </a>
  );
}

/** A document of ours shown inside a page, where it can neither run anything nor reach the page. */
export function Frame({ title, to }: { readonly title: string; readonly to: Path }): JSX.Element {
  return <iframe title={title} src={to} sandbox="" referrerpolicy="no-referrer" />;
}

interface AnchorProps {
  /** The id of a part of the same page, in our own words. */
  readonly to: string;
  readonly label: string;
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A link to a part of the same page. */
export function Anchor({ children, label, title, to }: AnchorProps): JSX.Element {
  return (
    <a href={`#${to}`} title={title} aria-label={label} class="anchor">
      {children}
    </a>
  );
}

/** An address that somebody else wrote: a link only when it is https and on a host of its own source, else plain text. */
export function SafeLink({ ownsHost, url }: { readonly url: string; readonly ownsHost: (host: string) => boolean }): JSX.Element {
  const link = leakLink(url, ownsHost);
  if (!link.linkable) return <bdi class="wrap">{cleanLine(link.display, 300)}</bdi>;
  return (
    <a href={link.href} rel="noopener noreferrer nofollow" target="_blank" class="wrap">
      <bdi>{link.display}</bdi>
    </a>
  );
}
