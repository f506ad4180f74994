import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Term } from "../../shared/ports/term-store.ts";
import { client, type Client } from "../harness/client.ts";
import { startHost, type Host } from "../harness/start-host.ts";

let host: Host;
let technician: Client;
beforeAll(async () => {
  host = await startHost();
  technician = client(host.url, "kim");
});
afterAll(() => host.stop());

describe("the standard terms", () => {
  it("are listed by category, page by page, each once", async () => {
    const seen: string[] = [];
    let continuation: string | undefined;
    do {
      const more = continuation === undefined ? "" : `&continuation=${encodeURIComponent(continuation)}`;
      const { body } = await technician.get<{ items: Term[]; continuation?: string }>(
        `/terms?category=location&limit=25${more}`,
      );
      expect(body.items.every(({ category }) => category === "location")).toBe(true);
      seen.push(...body.items.map(({ code }) => code));
      continuation = body.continuation;
    } while (continuation !== undefined);
    expect(seen.length).toBeGreaterThanOrEqual(60);
    expect(new Set(seen).size).toBe(seen.length);
    expect((await technician.get("/terms?category=colour")).status).toBe(400);
    expect((await technician.get("/terms?continuation=elsewhere")).status).toBe(400);
  });

  it("are suggested from the first character on, at most seven", async () => {
    const ask = async (q: string, rest = "") =>
      (await technician.get<{ items: Term[] }>(`/terms/suggestions?q=${encodeURIComponent(q)}${rest}`)).body.items;
    for (const q of ["펌", "p", "압력용", "보일러"]) {
      const found = await ask(q);
      expect(found.length).toBeGreaterThan(0);
      expect(found.length).toBeLessThanOrEqual(7);
    }
    const places = await ask("1", "&category=location");
    expect(places.every(({ category }) => category === "location")).toBe(true);
    expect((await technician.get("/terms/suggestions")).status).toBe(400);
    expect((await technician.get("/terms/suggestions?q=")).status).toBe(400);
  });
});
