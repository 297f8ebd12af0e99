import type { JSX } from "preact";
import { type Page, PageContext, usePage, type View } from "../page.ts";
import { UNTRANSLATED } from "../text.tsx";
import { KeySheet, KeysButton } from "./keys.tsx";
import { LanguageMenu } from "./languages.tsx";
import { NavigationBar } from "./navigation-bar.tsx";
import { Person } from "./person.tsx";

/** The whole document around what a screen shows. `done` names what the visitor has just done. */
export function Document({ done, page, view }: { readonly page: Page; readonly view: View; readonly done: string | null }): JSX.Element {
  const { assets, product, theme, words } = page;
  const told = `done.${done ?? ""}`;
  return (
    <PageContext.Provider value={page}>
      <html lang={words.language} dir={words.dir} data-theme={theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="robots" content="noindex" />
          <title>{`${view.title} · ${product}`}</title>
          <link rel="icon" href="data:," />
          {assets.styles.map((sheet) => (
            <link key={sheet} rel="stylesheet" href={sheet} />
          ))}
          {assets.scripts.map((script) => (
            <script key={script} type="module" src={script} />
          ))}
        </head>
        <body>
          <a class="skip" href="#content">
            {words.text("nav.skip")}
          </a>
          <Bar />
          <main id="content">
            {words.has(told) && (
              <p class="done" role="status">
                {words.text(told)}
              </p>
            )}
            <h1>{view.title}</h1>
            {view.body}
          </main>
          {page.visitor === null ? <Foot /> : <KeySheet />}
        </body>
      </html>
    </PageContext.Provider>
  );
}

function Bar(): JSX.Element {
  const { environment, product, visitor } = usePage();
  return (
    <header>
      <p class={environment.production ? "environment production" : "environment"} {...UNTRANSLATED}>
        {environment.name}
      </p>
      <strong class="product" {...UNTRANSLATED}>
        {product}
      </strong>
      {visitor !== null && (
        <>
          <NavigationBar />
          <div class="wide-only">
            <Person />
            <KeysButton />
          </div>
        </>
      )}
    </header>
  );
}

/** Below a page for whoever is not signed in, where it stands in nobody's way to signing in. */
function Foot(): JSX.Element {
  return (
    <footer>
      <LanguageMenu />
    </footer>
  );
}
