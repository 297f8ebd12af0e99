/** How many bytes behind a token are looked at. */
export const ALLOW_REACH = 1_024;

/** Whether the rest of the line, of what stands behind a token (byte by character), holds the comment that allows it. */
export function isAllowed(following: string, allow: string): boolean {
  const text = following.replaceAll("\0", "");
  const at = text.indexOf(allow);
  return at >= 0 && !/[\r\n]/u.test(text.slice(0, at));
}
