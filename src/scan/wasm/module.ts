import { readFileSync } from "node:fs";
import { TREE } from "../../kernel/place/tree.ts";

/** What `assembly/run-filter.ts` exports. Numbers are byte offsets in the memory. */
export interface RunFilterExports {
  readonly start: (tables: number, floor: number, begin: number, end: number, everywhere: boolean, lists: number) => void;
  /** A number, for a boolean. */
  readonly fill: () => number;
  readonly placeCount: { readonly value: number };
  readonly stretchCount: { readonly value: number };
  readonly lineFeeds: { readonly value: number };
  readonly squeeze: (begin: number, end: number, target: number) => number;
  readonly find: (literal: number, begin: number, end: number) => number;
  readonly lines: (begin: number, end: number) => number;
}

// The types of Node.js leave them to those of browsers.
interface Runtime {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
  readonly validate: (bytes: Uint8Array) => boolean;
}
const { WebAssembly: runtime } = globalThis as unknown as { WebAssembly?: Runtime };

const PAGE = 65_536;

let compiled: object | null | undefined;

/** Null where this machine has no WebAssembly, or none with SIMD. */
function compile(): object | null {
  if (runtime === undefined) return null;
  const bytes = readFileSync(new URL("scan/wasm/run-filter.wasm", TREE));
  return runtime.validate(bytes) ? new runtime.Module(bytes) : null;
}

export function canRun(): boolean {
  compiled ??= compile();
  return compiled !== null;
}

/** An instance with `bytes` of memory of its own. @throws where `canRun` is false */
export function instantiate(bytes: number): { memory: ArrayBuffer; exports: RunFilterExports } {
  if (!canRun()) throw new Error("this machine has no WebAssembly with SIMD");
  const pages = Math.ceil(bytes / PAGE);
  const memory = new runtime!.Memory({ initial: pages, maximum: pages });
  const instance = new runtime!.Instance(compiled!, { env: { memory } });
  return { memory: memory.buffer, exports: instance.exports as unknown as RunFilterExports };
}
