import { modulesBelow } from "../kernel/place/tree.ts";

/** Whatever file below `known/` there is. Where a build gathers a command in one file, it puts their list in the place of this. */
export async function knownModules(): Promise<readonly object[]> {
  return await modulesBelow("formats/known");
}
