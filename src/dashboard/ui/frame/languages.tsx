import type { JSX } from "preact";
import { ownName } from "../../../notices/language.ts";
import { CATALOGUES } from "../../words/words.ts";
import { Button, Form } from "../form.tsx";
import { path } from "../links.tsx";
import { usePage } from "../page.ts";

/** The choice of a language, each in its own words; whoever is not signed in yet has it too. */
export function LanguageMenu(): JSX.Element {
  const { languageChosen, words } = usePage();
  return (
    <details class="menu">
      <summary>
        <span class="hidden">{words.text("language.title")}: </span>
        <bdi lang={words.language}>{ownName(words.language)}</bdi>
      </summary>
      <Form to={path`/admin/language`}>
        {CATALOGUES.map(({ language }) => (
          <Button key={language} name="language" value={language} current={languageChosen && language === words.language}>
            <bdi lang={language}>{ownName(language)}</bdi>
          </Button>
        ))}
        <Button name="language" value="" current={!languageChosen}>
          {words.text("language.auto")}
        </Button>
      </Form>
    </details>
  );
}
