import type { JSX } from "preact";
import { CATALOGUES } from "../../../notices/catalogue.ts";
import { ownName } from "../../../notices/language.ts";
import type { Preview } from "../../../notices/preview/preview.ts";
import { NOTICE_TEMPLATES } from "../../../notices/render.ts";
import { Button, Search } from "../../ui/form.tsx";
import { Frame, path } from "../../ui/links.tsx";
import { usePage } from "../../ui/page.ts";

/** One mail as its owner gets it, both parts, and a choice of others. */
export function Sample({ sample }: { readonly sample: Preview }): JSX.Element {
  const { words } = usePage();
  const { dir, language, locale, subject, template, text } = sample;
  return (
    <section class="card">
      <h2>{words.text("mails.preview")}</h2>
      <p class="quiet">{words.text("mails.preview.about")}</p>
      <Choices template={template} locale={locale} />
      <dl class="facts">
        <dt>{words.text("mails.subject")}</dt>
        <dd lang={language}>
          <bdi>{subject}</bdi>
        </dd>
      </dl>
      <div class="sample">
        <section>
          <h3>{words.text("mails.html")}</h3>
          <Frame title={words.text("mails.html")} to={path`/admin/mails/sample?template=${template}&locale=${locale}`} />
        </section>
        <section>
          <h3>{words.text("mails.text")}</h3>
          <pre lang={language} dir={dir} tabIndex={0}>
            {text}
          </pre>
        </section>
      </div>
    </section>
  );
}

function Choices({ locale, template }: Pick<Preview, "template" | "locale">): JSX.Element {
  const { words } = usePage();
  return (
    <Search to={path`/admin/mails`} class="field">
      <div class="row">
        <div class="field">
          <label for="template">{words.text("mails.template")}</label>
          <select id="template" name="template">
            {NOTICE_TEMPLATES.map((one) => (
              <option key={one} value={one} selected={one === template}>
                {words.text(`mails.of.${one}`)}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="locale">{words.text("mails.locale")}</label>
          <select id="locale" name="locale">
            {CATALOGUES.map(({ language }) => (
              <option key={language} value={language} lang={language} selected={language === locale}>
                {ownName(language)}
              </option>
            ))}
          </select>
        </div>
        <Button kind="main">{words.text("mails.show")}</Button>
      </div>
    </Search>
  );
}
