/** How many bytes behind a token are looked at. */
export const ALLOW_REACH = 1_024;

/** Whether the rest of the line, of what stands behind a token (byte by character), holds the comment that allows it. */
export function isAllowed(following: string, allow: string): boolean {
  return (/^[^\r\n]*/u.exec(following.replaceAll("\0", ""))?.[0] ?? "").includes(allow);
}
