/** Seconds, or an HTTP date (RFC 9110 section 10.2.3), within 1 and `max`; what is neither is no wish. */
export function retryAfter(header: string | null, max: number): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d{1,9}$/u.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1_000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 1), max);
}
