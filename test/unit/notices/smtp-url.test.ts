import { expect, test } from "vitest";
import { Secret } from "../../../src/kernel/secret.ts";
import { readSmtpUrl } from "../../../src/notices/mail/smtp-url.ts";

const read = (url: string) => readSmtpUrl(new Secret(url), { connection: 1, greeting: 2, silence: 3 });

test("smtps: is encrypted from the start and wants a proven certificate", () => {
  const { options } = read("smtps://mail.example.org");
  expect(options).toMatchObject({ host: "mail.example.org", port: 465, secure: true, tls: { rejectUnauthorized: true } });
});

test("smtp: is encrypted when the relay offers it", () => {
  const { auth, options } = read("smtp://mail.example.org");
  expect(options).toMatchObject({ port: 587, secure: false, requireTLS: false, tls: { rejectUnauthorized: false } });
  expect(auth).toBeNull();
});

test("a password leaves this computer only over a connection to a proven relay", () => {
  const { options } = read("smtp://ada:secret@mail.example.org:2525");
  expect(options).toMatchObject({ port: 2_525, requireTLS: true, tls: { rejectUnauthorized: true } });
});

test.each(["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])("a relay at %s may be told the password as it is", (host) => {
  expect(read(`smtp://ada:secret@${host}`).options.requireTLS).toBe(false);
});

test.each(["128.0.0.1", "localhost.example.org", "[::2]"])("%s is not this computer", (host) => {
  expect(read(`smtp://ada:secret@${host}`).options.requireTLS).toBe(true);
});

test("user and password may hold any character, percent-encoded", () => {
  expect(read("smtp://ada%40example.org:p%3A%2F%40ss@mail.example.org").auth).toEqual({ user: "ada@example.org", pass: "p:/@ss" });
});

test("the name for people holds no credentials", () => {
  expect(read("smtps://ada:secret@[2001:db8::1]").name).toBe("2001:db8::1:465");
});

test("a password that cannot be decoded is refused without being shown", () => {
  expect(() => read("smtp://ada:50%-off@mail.example.org")).toThrow(/^SMTP_URL: user or password holds a % that begins no escape/u);
});
