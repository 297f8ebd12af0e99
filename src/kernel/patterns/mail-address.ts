const MAX_ADDRESS = 254;
const MAX_LOCAL_PART = 64;
// Dot-atom of RFC 5322 section 3.2.3 without `%` and `!`, which relays have read as routes, and without a leading
// hyphen, which sendmail reads as an option. No quotes, comments, spaces or commas: nothing that could hide a second address.
const LOCAL_PART = /^(?!-)[\w#$&'*+/=?^`{|}~-]+(?:\.[\w#$&'*+/=?^`{|}~-]+)*$/u;
const LABEL = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/u;

/** Whether `text` is exactly one addr-spec that can go into an SMTP command as it is. ASCII only; IDN domains in `xn--` form. */
export function isMailAddress(text: string): boolean {
  if (text.length > MAX_ADDRESS) return false;
  const at = text.lastIndexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  const labels = text.slice(at + 1).split(".");
  return local.length <= MAX_LOCAL_PART && LOCAL_PART.test(local) && labels.every((label) => LABEL.test(label));
}
