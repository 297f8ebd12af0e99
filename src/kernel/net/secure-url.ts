const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u;

/** Whether secrets may be sent there: over TLS, or to this machine. Without credentials and fragment. */
export function isSecureUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { hash, hostname, password, protocol, username } = new URL(text);
  return (protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname))) && username + password + hash === "";
}
