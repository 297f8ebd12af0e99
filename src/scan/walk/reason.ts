import { messageOf } from "../../kernel/errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EIO: "the disk cannot read it",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links lead in a circle",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "its name is too long",
  ENOENT: "it does not exist",
  EPERM: "permission denied",
};

/** Why the system would not read something, in words; its code is kept for those we have no words for. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (code === "" ? messageOf(error) : `it cannot be read (${code})`);
}
