/** Access tokens stand alone; what belongs to a user comes with the name, `user:token` or `user:password`. */
export function credentials(token: string): Readonly<Record<string, string>> {
  return { authorization: token.includes(":") ? `Basic ${Buffer.from(token).toString("base64")}` : `Bearer ${token}` };
}
