import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { previews } from "../../src/notices/preview/preview.ts";
import { SAMPLES } from "../../src/notices/preview/samples.ts";
import { renderNotice } from "../../src/notices/render.ts";
import { installedChromium, openBrowser } from "../helpers/browser.ts";
import { describeWith } from "../helpers/skip.ts";

// For a person to look at, when asked for: MAIL_PICTURES=folder npx vitest run test/e2e/mail-pictures.test.ts
const FOLDER = process.env["MAIL_PICTURES"];
const LONG = "x".repeat(120);

const senderOf = ({ legalLine, product, publicUrl, supportAddress }: typeof SAMPLES.revoked) => ({
  legalLine,
  product,
  publicUrl,
  supportAddress,
});

/** What others wrote, as long as it may be and with nowhere to break it. */
const { found, token } = SAMPLES.revoked;
const unbroken = {
  token: { ...token, name: LONG, id: LONG, hint: LONG, scopes: [LONG] },
  found: { ...found, url: `https://github.com/${LONG.repeat(3)}`, place: LONG, sourceTitle: LONG },
};

describeWith(installedChromium(), "in a browser", (chromium) => {
  let open: Awaited<ReturnType<typeof openBrowser>>;
  beforeAll(async () => {
    if (FOLDER !== undefined) await mkdir(FOLDER, { recursive: true });
    open = await openBrowser(chromium);
  });

  const show = async (page: Page, html: string, name: string): Promise<void> => {
    await page.setContent(html);
    expect(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"), name).toBe(0);
    if (FOLDER !== undefined) await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
  };

  test.each([
    ["wide", 800, "light"],
    ["phone", 360, "dark"],
  ] as const)(
    "every mail in every language fits: %s, %i pixels, %s colours",
    async (size, width, colorScheme) => {
      const { page } = await open({ colorScheme, viewport: { width, height: 800 } });
      for (const { html, language, template } of previews({ template: null, locale: null }, senderOf(SAMPLES.revoked))) {
        await show(page, html, `${template}-${language}-${size}`);
      }
      for (const language of ["en", "he"]) {
        const notice = { ...SAMPLES.revoked, ...unbroken, locale: language };
        await show(page, renderNotice(notice).html, `unbroken-${language}-${size}`);
        const leaks = SAMPLES.many.leaks.map((leak) => ({ ...leak, ...unbroken, name: LONG }));
        await show(page, renderNotice({ ...SAMPLES.many, leaks, locale: language }).html, `unbroken-many-${language}-${size}`);
      }
    },
    120_000,
  );
});
