import type { JSX } from "preact";
import type { MessageKey } from "../../words/words.ts";
import { usePage } from "../page.ts";
import { NAVIGATION } from "./navigation.ts";

const KEYS: readonly (readonly [string, MessageKey])[] = [
  ["/", "keys.search"],
  ["?", "keys.help"],
  ["j", "keys.down"],
  ["k", "keys.up"],
  ["x", "keys.tick"],
  ["Enter", "keys.open"],
  ["r", "keys.revoke"],
  ["a", "keys.assign"],
  ["e", "keys.close_as"],
];

/** Shown by the script alone: without it there are no keys. */
export function KeysButton(): JSX.Element {
  return (
    <button type="button" id="keys-open" aria-label={usePage().words.text("keys.title")} hidden>
      <span aria-hidden="true">?</span>
    </button>
  );
}

/** The sheet of keys. The script opens it; single keys can be switched off in it (WCAG 2.1.4). */
export function KeySheet(): JSX.Element {
  const { visitor, words } = usePage();
  const places = NAVIGATION.filter(({ key, permission }) => key !== undefined && visitor?.may(permission) === true);
  return (
    <dialog id="keys" aria-labelledby="keys-title">
      <h2 id="keys-title">{words.text("keys.title")}</h2>
      <dl class="facts">
        {KEYS.map(([key, meaning]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words.text(meaning)}</dd>
          </>
        ))}
        {places.map(({ key, title }) => (
          <>
            <dt>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd>{words.text(title)}</dd>
          </>
        ))}
      </dl>
      <form method="dialog">
        <p>
          <label>
            <input type="checkbox" id="keys-on" /> {words.text("keys.on")}
          </label>
        </p>
        <button type="submit">{words.text("keys.close")}</button>
      </form>
    </dialog>
  );
}
