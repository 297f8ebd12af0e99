import type { JSX } from "preact";
import { usePage } from "./page.ts";
import { Foreign } from "./text.tsx";

/** What an event of the audit trail means. */
export function EventName({ of: action }: { readonly of: string }): JSX.Element {
  const { words } = usePage();
  const key = `event.${action}`;
  return <>{words.has(key) ? words.text(key) : action}</>;
}

// A page of events stays below 150 KB, whatever people write; their export holds all of it.
const SHOWN = 180;

/** The facts of an event, as they were recorded; the first of them where they are long. */
export function EventDetail({ detail }: { readonly detail: Readonly<Record<string, unknown>> | null }): JSX.Element | null {
  const facts = Object.entries(detail ?? {}).filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (facts.length === 0) return null;
  let left = SHOWN;
  return (
    <div class="quiet">
      {facts.map(([name, value], index) => {
        const text = typeof value === "string" ? value : JSON.stringify(value);
        const max = Math.min(left, 200);
        left = Math.max(0, left - text.length);
        return (
          <>
            {index > 0 && " · "}
            <bdi>{name.replaceAll("_", " ")}</bdi>: {max === 0 ? "…" : <Foreign text={text} max={max} />}
          </>
        );
      })}
    </div>
  );
}
