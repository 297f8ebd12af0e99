import type { ComponentChildren, JSX } from "preact";
import type { Path } from "./links.tsx";
import { usePage } from "./page.ts";

interface FormProps {
  readonly to: Path;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly id?: string;
}

/** A form that changes something. It carries the visitor's key, without which it is refused. */
export function Form({ children, to, ...rest }: FormProps): JSX.Element {
  const { visitor } = usePage();
  return (
    <form method="post" action={to} {...rest}>
      {visitor !== null && <input type="hidden" name="key" value={visitor.formKey} />}
      {children}
    </form>
  );
}

/** A form that only asks: what it holds becomes the address. */
export function Search({ children, to, ...rest }: FormProps): JSX.Element {
  return (
    <form method="get" action={to} role="search" {...rest}>
      {children}
    </form>
  );
}

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly kind?: "plain" | "main" | "danger";
  readonly label?: string;
  readonly name?: string;
  readonly value?: string;
  /** Whether it is what is chosen already. */
  readonly current?: boolean;
  /** Why it cannot be pressed. */
  readonly refused?: string | JSX.Element | null;
}

export function Button({ children, current = false, kind = "plain", label, refused = null, ...rest }: ButtonProps): JSX.Element {
  const named = { ...(label !== undefined && { "aria-label": label }), ...(current && { "aria-current": "true" as const }) };
  if (refused === null)
    return (
      <button type="submit" class={kind} {...named} {...rest}>
        {children}
      </button>
    );
  return (
    <span class="refused">
      <button type="button" class={kind} disabled {...named}>
        {children}
      </button>
      <small>{refused}</small>
    </span>
  );
}
