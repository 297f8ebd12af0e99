import type { JSX } from "preact";
import type { Try } from "../../../obligations/tries.ts";
import { At } from "../text.tsx";
import { Answer } from "./notice-marks.tsx";

/** Each attempt with what was answered, the newest first. */
export function Tries({ most, of }: { readonly of: readonly Try[] | null; readonly most: number }): JSX.Element | null {
  if (of === null || of.length === 0) return null;
  return (
    <ol class="plain">
      {of
        .toReversed()
        .slice(0, most)
        .map(({ answer, at }) => (
          <li key={at}>
            <At at={new Date(at)} /> · <Answer of={answer} />
          </li>
        ))}
    </ol>
  );
}
