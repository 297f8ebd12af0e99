import type { JSX } from "preact";
import { roleOfAssignee, UNASSIGNED } from "../../../incidents/casework/assignees.ts";
import { QUERY_KEYS, type QueryFault, writeTerm } from "../../../incidents/queries/query-language.ts";
import { cleanLine } from "../../../kernel/text.ts";
import { assigneeText } from "../../ui/assignee.tsx";
import { Button, Search } from "../../ui/form.tsx";
import { path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";
import { Foreign, Said, UNTRANSLATED } from "../../ui/text.tsx";
import type { MessageKey, Words } from "../../words/words.ts";

export const MENU_KEYS = ["state", "verdict", "format", "source", "issuer", "assignee"] as const;
export type MenuKey = (typeof MENU_KEYS)[number];

/** What each menu offers. */
export type Choices = Readonly<Record<MenuKey, readonly string[]>>;
export type Chosen = Readonly<Record<MenuKey, string | null>>;

interface SearchFormProps {
  readonly query: string;
  readonly chosen: Chosen;
  readonly choices: Choices;
  /** What is wrong with the query. */
  readonly error: QueryFault | null;
}

/** A text box and menus that say the same. `was` is the query that the menus were drawn from: a menu that changed wins. */
export function SearchForm({ choices, chosen, error, query }: SearchFormProps): JSX.Element {
  const { words } = usePage();
  const faulty =
    error === null ? {} : { "aria-invalid": true, "aria-describedby": "query-error", "data-fault": `${error.from} ${error.to}` };
  return (
    <Search to={path`/admin/incidents`} class="card">
      <div class="row">
        <div class="field wide">
          <label for="q">{words.text("search.label")}</label>
          <input
            id="q"
            name="q"
            type="search"
            value={query}
            maxLength={500}
            autocomplete="off"
            spellcheck={false}
            list="terms"
            {...faulty}
          />
          <datalist id="terms">
            {suggestions(choices).map((term) => (
              <option key={term} value={`${query.trim()} ${term}`.trim()} data-term={term} />
            ))}
          </datalist>
        </div>
        <input type="hidden" name="was" value={query} />
        <Button kind="main">{words.text("search.button")}</Button>
      </div>
      <Menus chosen={chosen} choices={choices} />
      {error !== null && (
        <p id="query-error" class="error" role="alert">
          <Said text={error.why} />
          <Faulty query={query} {...error} />
        </p>
      )}
      <Help />
    </Search>
  );
}

/** Open wherever there is room for it; what is closed is sent as well. */
function Menus({ choices, chosen }: Pick<SearchFormProps, "choices" | "chosen">): JSX.Element {
  const { visitor, words } = usePage();
  return (
    <details class="fold" open={MENU_KEYS.some((key) => chosen[key] !== null)}>
      <summary>{words.text("search.menus")}</summary>
      <div class="row">
        {MENU_KEYS.map((key) => (
          <div key={key} class="field">
            <label for={key}>{words.text(`key.${key}`)}</label>
            <select id={key} name={key}>
              <option value="">{words.text("search.any")}</option>
              {choices[key].map((value) => (
                <option
                  key={value}
                  value={value}
                  selected={value.toLowerCase() === chosen[key]?.toLowerCase()}
                  {...(isWord(key, value) ? {} : UNTRANSLATED)}
                >
                  {textOf(key, value, visitor!.session.name, words)}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </details>
  );
}

/** Whether it is a word of ours, and no name. */
function isWord(key: MenuKey, value: string): boolean {
  return key === "state" || key === "verdict" || (key === "assignee" && (value === UNASSIGNED || roleOfAssignee(value) !== null));
}

function textOf(key: MenuKey, value: string, own: string, words: Words): string {
  if (key === "state" || key === "verdict") return words.text(`${key}.${value}` as MessageKey);
  if (key !== "assignee") return value;
  if (value === UNASSIGNED) return words.text("casework.nobody");
  if (value === own) return words.text("casework.own", { name: cleanLine(own, 60) });
  return cleanLine(assigneeText(value, words), 60);
}

/** The query with what is wrong in it marked. */
function Faulty({ from, query, to }: Pick<QueryFault, "from" | "to"> & { readonly query: string }): JSX.Element | null {
  if (from >= to) return null;
  return (
    <code class="faulty">
      <Foreign text={query.slice(0, from)} />
      <mark>
        <Foreign text={query.slice(from, to)} />
      </mark>
      <Foreign text={query.slice(to)} />
    </code>
  );
}

const EXAMPLES = ["age:<24h", "age:<7d", "age:>30d", "occurrences:>5", "owner:", "token:", "mentions:"];

/** What the next word may be. */
function suggestions(choices: Choices): string[] {
  return [...MENU_KEYS.flatMap((key) => choices[key].map((value) => writeTerm(key, value))), ...EXAMPLES];
}

function Help(): JSX.Element {
  const { words } = usePage();
  return (
    <details>
      <summary>{words.text("search.help")}</summary>
      <p>{words.text("search.intro")}</p>
      <dl class="facts">
        {Object.entries(QUERY_KEYS).map(([key, allowed]) => (
          <>
            <dt>
              <code>{key}:</code>
            </dt>
            <dd>
              {allowed === null ? words.text("search.anyText") : <code>{"like" in allowed ? allowed.like : allowed.join(", ")}</code>}
            </dd>
          </>
        ))}
      </dl>
    </details>
  );
}
