const BASE64 = /^([A-Za-z0-9+/_-]*)(={0,2})$/u;

/** A whole base64 text: either alphabet, padded or not, but no foreign character and no odd length; null otherwise. */
export function decodeBase64(text: string): Buffer | null {
  const match = BASE64.exec(text);
  if (match === null) return null;
  const [, body = "", padding = ""] = match;
  const whole = padding === "" ? body.length % 4 !== 1 : (body.length + padding.length) % 4 === 0;
  return whole ? Buffer.from(body, "base64url") : null;
}

/** How many base64url characters `bytes` bytes take, without padding. */
export function encodedLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}
