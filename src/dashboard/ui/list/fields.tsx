import type { JSX } from "preact";
import { usePage } from "../page.ts";
import { UNTRANSLATED } from "../text.tsx";

export interface Option {
  readonly value: string;
  readonly text: string;
  /** A name, which is the same in every language. */
  readonly name?: true;
}

interface MenuProps {
  readonly name: string;
  readonly label: string;
  readonly options: readonly Option[];
  readonly chosen: string | null;
}

/** A menu that narrows a list; its first choice narrows nothing. */
export function Menu({ chosen, label, name, options }: MenuProps): JSX.Element {
  const { words } = usePage();
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">{words.text("search.any")}</option>
        {options.map(({ name: isName = false, text, value }) => (
          <option key={value} value={value} selected={value === chosen} {...(isName ? UNTRANSLATED : {})}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A time in UTC, as the browser's own field for it takes and gives it. */
export function TimeField({
  label,
  name,
  value,
}: {
  readonly name: string;
  readonly label: string;
  readonly value: Date | null;
}): JSX.Element {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input id={name} name={name} type="datetime-local" value={value === null ? "" : value.toISOString().slice(0, 16)} />
    </div>
  );
}
