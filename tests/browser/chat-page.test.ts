import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHost } from "../harness/start-host.ts";
import { chromiumPath, openBrowser } from "./open-page.ts";

if (!chromiumPath) console.warn("Skipped: no Chromium on this machine (set CHROMIUM_PATH to name one).");

describe.skipIf(!chromiumPath)("the chat page", () => {
  let host: Awaited<ReturnType<typeof startHost>>;
  let browser: Awaited<ReturnType<typeof openBrowser>>;

  beforeAll(async () => {
    [host, browser] = await Promise.all([startHost(), openBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await host.stop();
  });

  it.each(["phone", "desktop"] as const)(
    "leads from a message to a final work order and a summary, on a %s",
    async (size) => {
      const { page, errors } = await browser.open(host.url, size);
      await page.locator("#message").fill("1창고 7번 라인 컨베이어 소음");
      await page.locator("#message").press("Enter");
      await page.locator(".card .score").first().waitFor();
      expect(await page.locator(".bubble.theirs").first().textContent()).not.toBe("");
      expect(await page.locator("#clues .chip").count()).toBeGreaterThan(1);

      await page.locator(".card .foot button").first().click();
      const order = page.locator(".order");
      await order.locator("input").first().fill("컨베이어 소음 점검");
      await order.locator("button").last().click();
      await page.locator("h3", { hasText: /^요약$/ }).waitFor();
      expect(await page.locator("#message").isDisabled()).toBe(true);

      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      expect(errors).toEqual([]);
    },
  );

  it("goes on with the conversation after a reload, and starts anew when asked", async () => {
    const { page } = await browser.open(host.url, "phone");
    await page.locator("#message").fill("펌프 진동");
    await page.locator("#send").click();
    await page.locator(".bubble.theirs:not(.waiting)").waitFor();
    await page.reload();
    await page.locator(".bubble.mine", { hasText: "펌프 진동" }).waitFor();
    await page.locator("#fresh").click();
    await page.locator(".welcome").waitFor();
  });

  it("shows a user's words as text, never as markup", async () => {
    const { page, errors } = await browser.open(host.url, "phone");
    const words = "<img src=x onerror=alert(1)> 펌프 소음";
    await page.locator("#message").fill(words);
    await page.locator("#send").click();
    await page.locator(".bubble.mine").waitFor();
    expect(await page.locator(".bubble.mine").textContent()).toBe(words);
    expect(await page.locator("#conversation img").count()).toBe(0);
    expect(errors).toEqual([]);
  });

  it("speaks English when asked to", async () => {
    const { page } = await browser.open(host.url, "desktop");
    await page.locator("#language").click();
    expect(await page.locator("#send").textContent()).toBe("Send");
    expect(await page.locator(".welcome h2").textContent()).toContain("equipment");
  });
});
