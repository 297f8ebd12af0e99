import type { Bytes } from "./bytes.ts";

/** One file in a container. */
export type Member =
  | { readonly name: string; readonly bytes: Bytes }
  /** It is there and cannot be read. */
  | { readonly name: string; readonly unreadable: string };
