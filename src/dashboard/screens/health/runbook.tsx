import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { JSX } from "preact";
import { PACKAGE } from "../../../kernel/place/tree.ts";
import { Link, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { type Screen, screen } from "../../web/screen.ts";

/** A part of the runbook, by the anchor of its title. */
interface Chapter {
  readonly anchor: string;
  readonly title: string;
  readonly text: string;
}

/** The runbook as it comes with this version: whoever is woken needs no other network than this one. */
function readRunbook(): readonly Chapter[] {
  const file = fileURLToPath(new URL("docs/RUNBOOK.md", PACKAGE));
  // Whoever leaves it out of what they install gets an empty page, and a service.
  const [, ...chapters] = existsSync(file) ? readFileSync(file, "utf8").split(/^## /mu) : [];
  return chapters.map((chapter) => {
    const [title = "", ...lines] = chapter.split("\n");
    return { anchor: anchorOf(title), title, text: plain(lines.join("\n").trim()) };
  });
}

/** As code hosts make anchors of titles. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}

// Markdown reads well as it is, but for what marks words and where links lead.
function plain(markdown: string): string {
  return markdown.replaceAll("**", "").replaceAll(/\[(?<words>[^\]]+)\]\([^)]+\)/gu, "$<words>");
}

export function runbookScreen(): Screen {
  const chapters = readRunbook();
  return screen({
    method: "get",
    path: "/admin/runbook",
    permission: "health:read",
    handle: async ({ words }) => ({ title: words.text("runbook.title"), body: <Runbook chapters={chapters} /> }),
  });
}

function Runbook({ chapters }: { readonly chapters: readonly Chapter[] }): JSX.Element {
  return (
    <>
      {chapters.map(({ anchor, text, title }) => (
        <section key={anchor} id={anchor} class="card" lang="en" dir="ltr">
          <h2>{title}</h2>
          <pre class="mail">{text}</pre>
        </section>
      ))}
    </>
  );
}

/** Where the runbook says what to do. */
export const HELP = {
  refused: "tokenwardsignaturesrefused",
  nothing_genuine: "tokenwardnothinggenuine",
  nothing_matches: "tokenwardnothingmatches",
  issuer: "tokenwardissuercircuitopen",
  mails: "tokenwardmailsdeferred",
  revocations: "tokenwardrevocationoverdue",
  notices: "tokenwardnoticesoverdue",
} as const;

export type Help = keyof typeof HELP;

/** A link to what to do about it. */
export function HelpLink({ about, of }: { readonly about: Help; readonly of: string }): JSX.Element {
  const { words } = usePage();
  const to = `${path`/admin/runbook`}#${HELP[about]}` as ReturnType<typeof path>;
  return (
    <Link to={to} label={words.text("runbook.linkOf", { what: of })}>
      {words.text("runbook.link")}
    </Link>
  );
}
