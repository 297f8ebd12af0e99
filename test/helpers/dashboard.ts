import type { Page } from "playwright-core";
import type { Role } from "../../src/access/roles.ts";
import { SignInLinks } from "../../src/access/sign-in-links.ts";
import { Keyring } from "../../src/kernel/keyring.ts";
import { Secret } from "../../src/kernel/secret.ts";
import type { App } from "./app.ts";

/** The address of a link that signs somebody in to this app. */
export async function signInLink(app: App, role: Role = "admin", name = "Grace"): Promise<string> {
  const links = new SignInLinks(app.db, new Keyring(new Secret(Buffer.alloc(32, 9))), true);
  return app.url + (await links.make(name, role)).reveal("test");
}

/** Signs a browser in. */
export async function signIn(page: Page, app: App, role: Role = "admin", name = "Grace"): Promise<void> {
  await page.goto(await signInLink(app, role, name));
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation", { name: "Screens" }).waitFor();
}

/** What a program needs to act as somebody who is signed in. */
export interface Visit {
  readonly cookie: string;
  get(path: string): Promise<Response>;
  /** A form as the browser would send it from our own page. */
  post(path: string, form?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>;
}

export async function visit(app: App, role: Role = "admin", name = "Grace"): Promise<Visit> {
  const own = { "sec-fetch-site": "same-origin", origin: app.url };
  const started = await fetch(await signInLink(app, role, name), { method: "POST", headers: own, redirect: "manual" });
  const cookie = started.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const get = (path: string): Promise<Response> => fetch(app.url + path, { headers: { cookie }, redirect: "manual" });
  const key = /name="key" value="(?<key>[0-9a-f]+)"/u.exec(await (await get("/admin")).text())?.groups?.["key"] ?? "";
  return {
    cookie,
    get,
    post: (path, form = {}, headers = {}) =>
      fetch(app.url + path, {
        method: "POST",
        headers: { cookie, ...own, ...headers },
        body: new URLSearchParams({ key, ...form }),
        redirect: "manual",
      }),
  };
}

/** Goes to a screen by the bar, into whose menu all but three are put. */
export async function goTo(page: Page, title: string): Promise<void> {
  const bar = page.getByRole("navigation", { name: "Screens" });
  await bar.locator(".more > summary").click();
  await bar.getByRole("link", { name: title, exact: true }).click();
}
