import type { JSX } from "preact";
import { usePage } from "./page.ts";
import { Foreign } from "./text.tsx";

/** What an event of the audit trail means. */
export function EventName({ of: action }: { readonly of: string }): JSX.Element {
  const { words } = usePage();
  const key = `event.${action}`;
  return <>{words.has(key) ? words.text(key) : action}</>;
}

/** The facts of an event, as they were recorded. */
export function EventDetail({ detail }: { readonly detail: Readonly<Record<string, unknown>> | null }): JSX.Element | null {
  const facts = Object.entries(detail ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (facts.length === 0) return null;
  return (
    <div class="quiet">
      {facts.map(([name, value], index) => (
        <>
          {index > 0 && " · "}
          <bdi>{name.replaceAll("_", " ")}</bdi>: <Foreign text={typeof value === "string" ? value : JSON.stringify(value)} max={200} />
        </>
      ))}
    </div>
  );
}
