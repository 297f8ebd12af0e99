import type { JSX } from "preact";
import { Button, Form } from "../form.tsx";
import { path } from "../links.tsx";
import { usePage } from "../page.ts";
import { Foreign } from "../text.tsx";
import { LanguageMenu } from "./languages.tsx";

/** Who is signed in, and what belongs to their browser. */
export function Person(): JSX.Element {
  const { theme, visitor, words } = usePage();
  const { name, role } = visitor!.session;
  return (
    <div class="person">
      <span>
        <span class="hidden">{words.text("nav.signedInAs")} </span>
        <Foreign text={name} max={60} /> <small>{words.text(`role.${role}`)}</small>
      </span>
      <LanguageMenu />
      <Form to={path`/admin/theme`}>
        <Button label={words.text("theme.change", { theme })}>
          <span aria-hidden="true">◐</span>
        </Button>
      </Form>
      <Form to={path`/admin/sign-out`}>
        <Button>{words.text("nav.signOut")}</Button>
      </Form>
    </div>
  );
}
