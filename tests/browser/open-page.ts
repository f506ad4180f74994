import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";

/** Where Debian, Ubuntu, Fedora and macOS put a Chromium; `CHROMIUM_PATH` names another. */
const places = [
  process.env["CHROMIUM_PATH"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
export const chromiumPath = places.find((place) => place !== "" && existsSync(place));

/** A page in a headless Chromium, at phone or desktop size, in Korean. Errors of the page are collected. */
export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? "",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } };
  return {
    async open(url: string, size: keyof typeof sizes): Promise<{ page: Page; errors: string[] }> {
      const context = await browser.newContext({ viewport: sizes[size], locale: "ko-KR" });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      await page.goto(url);
      return { page, errors };
    },
    close: () => browser.close(),
  };
}
