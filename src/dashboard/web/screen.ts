import type { z } from "zod";
import type { Permission } from "../../access/roles.ts";
import type { Path } from "../ui/links.tsx";
import type { View, Visitor } from "../ui/page.ts";
import type { MessageKey, Words } from "../words/words.ts";

/** What a request may hold, checked before its screen sees it. */
export interface ScreenInput<Params, Query, Form> {
  readonly params: Params;
  readonly query: Query;
  readonly form: Form;
  readonly visitor: Visitor;
  readonly words: Words;
  readonly now: Date;
}

/** A document of its own, for a frame of our pages. */
export interface Framed {
  readonly document: string;
  /** Its Content-Security-Policy. */
  readonly policy: string;
}

/** What the browser keeps: its parts come as they are read. */
export interface Download {
  readonly name: string;
  /** Its media type. */
  readonly type: string;
  readonly parts: AsyncIterable<string>;
}

/** A page, or what it frames; a file; or, after an act, where to go on and what was done (`done.<name>` in the catalogue). */
export type ScreenAnswer =
  | { readonly download: Download }
  | (View & { readonly status?: number })
  | Framed
  | { readonly to: Path; readonly done?: MessageKey extends infer Key ? (Key extends `done.${infer Name}` ? Name : never) : never };

/** One route of the dashboard for people who are signed in. It knows nothing of HTTP. */
export interface Screen<Params = unknown, Query = unknown, Form = unknown> {
  readonly method: "get" | "post";
  /** As Express takes it: `/admin/incidents/:id`. */
  readonly path: string;
  readonly permission: Permission;
  /** Only for whoever has proved who they are a short while ago. */
  readonly fresh?: true;
  /** Whoever looks at it is on record: it tells what not everybody may know. */
  readonly onRecord?: true;
  readonly params?: z.ZodType<Params>;
  readonly query?: z.ZodType<Query>;
  readonly form?: z.ZodType<Form>;
  handle(input: ScreenInput<Params, Query, Form>): Promise<ScreenAnswer>;
}

/** Keeps the types of a screen's parts together while it is declared, and forgets them afterwards. */
export function screen<Params, Query, Form>(declared: Screen<Params, Query, Form>): Screen {
  return declared;
}
