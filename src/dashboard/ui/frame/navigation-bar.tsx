import type { JSX } from "preact";
import { Link } from "../links.tsx";
import { usePage } from "../page.ts";
import { type Entry, FIRST, MORE } from "./navigation.ts";
import { Person } from "./person.tsx";

/**
 * Where everything is: what is gone to often, and a menu with the rest, which names where one is when that is in it.
 * Where the window is narrow the menu holds all of it, so that the bar stays one row.
 */
export function NavigationBar(): JSX.Element {
  const { address, visitor, words } = usePage();
  const here = address.split("?")[0]!;
  const isHere = ({ to }: Entry): boolean => to === here || (to !== "/admin" && here.startsWith(`${to}/`));
  const allowed = (entries: readonly Entry[]): Entry[] => entries.filter(({ permission }) => visitor?.may(permission) === true);
  const linked = (entry: Entry): JSX.Element => (
    <Link to={entry.to} data-key={entry.key} current={isHere(entry)}>
      {words.text(entry.title)}
    </Link>
  );
  const first = allowed(FIRST);
  const groups = MORE.map(({ entries, title }) => ({ title, entries: allowed(entries) })).filter(({ entries }) => entries.length > 0);
  const current = groups.flatMap(({ entries }) => entries).find(isHere);
  return (
    <nav class="bar" aria-label={words.text("nav.label")}>
      <div class="first">{first.map(linked)}</div>
      <details class="more">
        <summary class={current === undefined ? "" : "current"}>
          <span class="wide-only">
            {words.text("nav.more")}
            {current !== undefined && `: ${words.text(current.title)}`}
          </span>
          <span class="narrow-only">{words.text("nav.menu")}</span>
        </summary>
        <div>
          <ul class="narrow-only" aria-label={words.text("nav.often")}>
            {first.map((entry) => (
              <li key={entry.to}>{linked(entry)}</li>
            ))}
          </ul>
          {groups.map(({ entries, title }) => (
            <section key={title}>
              <p id={title}>{words.text(title)}</p>
              <ul aria-labelledby={title}>
                {entries.map((entry) => (
                  <li key={entry.to}>{linked(entry)}</li>
                ))}
              </ul>
            </section>
          ))}
          <div class="narrow-only">
            <Person />
          </div>
        </div>
      </details>
    </nav>
  );
}
