import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startHost, type Host } from "../harness/start-host.ts";

let host: Host;
beforeAll(async () => {
  host = await startHost({ env: { SAMPLE_PLANT: "off" } });
});
afterAll(() => host.stop());

describe("a page", () => {
  it.each(["/", "/reference"])("%s has only parts that are served, each with its type", async (address) => {
    const response = await fetch(host.url + address);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const open = [...(await response.text()).matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((hit) => hit[1]!);
    expect(open.length).toBeGreaterThan(0);
    const seen = new Set<string>();
    for (let part = open.pop(); part !== undefined; part = open.pop()) {
      if (seen.has(part)) continue;
      seen.add(part);
      const answer = await fetch(host.url + part);
      expect(answer.status, part).toBe(200);
      const types: Record<string, string> = { css: "text/css", js: "text/javascript", svg: "image/svg+xml" };
      expect(answer.headers.get("content-type"), part).toContain(types[part.split(".").at(-1)!]);
      for (const [, name] of (await answer.text()).matchAll(/ from "\.\/([^"]+)"/g)) open.push(`/assets/${name!}`);
    }
  });

  it("is fetched anew when it changes, and takes no other method", async () => {
    const { headers } = await fetch(host.url);
    expect(headers.get("cache-control")).toBe("no-cache");
    const posted = await fetch(host.url, { method: "POST" });
    expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect((await fetch(`${host.url}/assets/../package.json`)).status).toBe(404);
  });
});
