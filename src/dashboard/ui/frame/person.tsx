import type { JSX } from "preact";
import { Button, Form } from "../form.tsx";
import { Link, path } from "../links.tsx";
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
        <Link to={path`/admin/own-sessions`} title={words.text("sessions.yours")}>
          <Foreign text={name} max={60} />
        </Link>{" "}
        <small>{words.text(`role.${role}`)}</small>
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
