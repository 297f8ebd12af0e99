/** Whoever an incident can be given to beside people: everybody of a role. Written like this where a name would stand. */
const ROLE = /^role:(?<role>[a-z]+)$/u;

export function assigneeOfRole(role: string): string {
  return `role:${role}`;
}

/** The role that it is given to; null: it is a person. */
export function roleOfAssignee(assignee: string): string | null {
  return ROLE.exec(assignee)?.groups?.["role"] ?? null;
}

/** Given to nobody, where a name would stand in a search. */
export const UNASSIGNED = "none";

/** The parts of a comment: `@name` of one of these people, with their name, and the text between. */
export function partsOfComment(text: string, people: readonly string[]): { readonly text: string; readonly name: string | null }[] {
  // "Ada Lovelace" before "Ada".
  const longestFirst = people.toSorted((one, other) => other.length - one.length);
  const parts: { text: string; name: string | null }[] = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const name = text[at] === "@" && !/[\p{L}\p{N}]$/u.test(plain) ? longestFirst.find((one) => isNamed(text, at + 1, one)) : undefined;
    if (name === undefined) {
      plain += text[at]!;
      at += 1;
      continue;
    }
    if (plain !== "") parts.push({ text: plain, name: null });
    parts.push({ text: text.slice(at, at + 1 + name.length), name });
    plain = "";
    at += 1 + name.length;
  }
  return plain === "" ? parts : [...parts, { text: plain, name: null }];
}

/** Whom a comment names. */
export function mentionedIn(text: string, people: readonly string[]): string[] {
  return [...new Set(partsOfComment(text, people).flatMap(({ name }) => (name === null ? [] : [name])))];
}

function isNamed(text: string, at: number, name: string): boolean {
  const end = at + name.length;
  return name !== "" && text.slice(at, end).toLowerCase() === name.toLowerCase() && !/^[\p{L}\p{N}]/u.test(text.slice(end, end + 2));
}
