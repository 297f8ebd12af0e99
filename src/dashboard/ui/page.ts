import { type ComponentChildren, createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Permission } from "../../access/roles.ts";
import type { Session } from "../../access/sessions.sql.ts";
import type { Words } from "../words/words.ts";

/** Whoever asks. */
export interface Visitor {
  readonly session: Session;
  /** What their forms carry. */
  readonly formKey: string;
  may(permission: Permission): boolean;
}

export type Theme = "auto" | "light" | "dark";

/** What every part of a page may need to know; taken by `usePage`, so that it is not handed from part to part. */
export interface Page {
  readonly words: Words;
  readonly now: Date;
  readonly visitor: Visitor | null;
  /** The path and query it was asked for by. */
  readonly address: string;
  readonly theme: Theme;
  /** Whether its language was chosen here, and not by what the browser asks for. */
  readonly languageChosen: boolean;
  readonly product: string;
  readonly environment: { readonly name: string; readonly production: boolean };
  readonly assets: { readonly styles: readonly string[]; readonly scripts: readonly string[] };
}

/** What a screen shows: the layout is put around it. */
export interface View {
  readonly title: string;
  readonly body: ComponentChildren;
}

export const PageContext = createContext<Page | null>(null);

export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("a part of a page was rendered outside a page");
  return page;
}
