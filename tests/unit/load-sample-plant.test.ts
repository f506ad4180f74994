import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { compose, type App } from "../../shared/compose.ts";
import { readConfig } from "../../shared/config.ts";
import { loadSamplePlant } from "../../shared/sample-plant/load-sample-plant.ts";
import { tokenise } from "../../shared/terms/tokenise.ts";

const samplePlant = path.join(import.meta.dirname, "../../sample-plant");
const nowhere = path.join(samplePlant, "nowhere");
let folder: string;
let app: App;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "pmark-plant-"));
  app = await compose(readConfig({ DATA_DIRECTORY: folder, SAMPLE_PLANT: "off", LOG_LEVEL: "error" }));
});

afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("loading the sample plant into empty stores", () => {
  it("brings terms, past work and manuals, all of them ready to be found", async () => {
    await loadSamplePlant(app, samplePlant);
    expect((await app.terms.all()).terms.length).toBeGreaterThan(140);
    expect(await app.workOrders.count()).toBeGreaterThanOrEqual(600);
    const { items } = await app.documents.list({ limit: 100 });
    expect(items.length).toBeGreaterThanOrEqual(20);
    expect(items.filter(({ status }) => status !== "indexed")).toEqual([]);
    expect(await app.queue.depth("document-ingestion")).toMatchObject({ active: 0, locked: 0, scheduled: 0 });
  });

  it("gives every document the same id at every place", async () => {
    await loadSamplePlant(app, samplePlant);
    const first = (await app.documents.list({ limit: 100 })).items.map(({ id }) => id).toSorted();
    const other = mkdtempSync(path.join(tmpdir(), "pmark-plant-"));
    const second = await compose(
      readConfig({ DATA_DIRECTORY: other, SAMPLE_PLANT_DIRECTORY: samplePlant, LOG_LEVEL: "error" }),
    );
    expect((await second.documents.list({ limit: 100 })).items.map(({ id }) => id).toSorted()).toEqual(first);
    await second.close();
    rmSync(other, { recursive: true, force: true });
  });

  it("says what to set when the folder is missing, and stores nothing", async () => {
    await expect(loadSamplePlant(app, nowhere)).rejects.toMatchObject({
      code: "invalid-file",
      detail: expect.stringContaining("SAMPLE_PLANT=off"),
    });
    expect(await app.terms.version()).toBe(0);
  });
});

describe("stores that hold something", () => {
  it("are left alone once the plant is loaded: its folder is not even read", async () => {
    await loadSamplePlant(app, samplePlant);
    const { version } = await app.terms.all();
    await loadSamplePlant(app, nowhere);
    expect(await app.terms.version()).toBe(version);
  });

  it("stay without a manual that was deleted", async () => {
    await loadSamplePlant(app, samplePlant);
    const [removed] = (await app.documents.list({ limit: 1 })).items;
    await app.documents.remove(removed?.id ?? "");
    await loadSamplePlant(app, samplePlant);
    expect(await app.documents.read(removed?.id ?? "")).toBeUndefined();
  });

  it("are left alone when they hold a plant of one's own", async () => {
    await app.terms.upsert([{ category: "location", code: "A", name: "Hall A", aliases: [] }]);
    await loadSamplePlant(app, samplePlant);
    expect((await app.terms.all()).terms).toHaveLength(1);
    expect(await app.workOrders.count()).toBe(0);
  });
});

describe("the loaded manuals", () => {
  const place = mkdtempSync(path.join(tmpdir(), "pmark-plant-"));
  let loaded: App;
  beforeAll(async () => {
    loaded = await compose(
      readConfig({ DATA_DIRECTORY: place, SAMPLE_PLANT_DIRECTORY: samplePlant, LOG_LEVEL: "error" }),
    );
  });
  afterAll(async () => {
    await loaded.close();
    rmSync(place, { recursive: true, force: true });
  });

  it.each([
    { query: "컨베이어 소음", heading: "컨베이어 소음" },
    { query: "압력용기 플랜지 누설 조치", heading: "압력용기 누설" },
    { query: "전동밸브 작동불량", heading: "작동불량" },
    { query: "centrifugal pump vibration limits", heading: "pump vibration" },
    { query: "압축기 트립 재기동", heading: "압축기 트립" },
    { query: "confined space gas test", heading: "Confined space" },
    { query: "황화수소 경보가 울리면", heading: "황화수소" },
    { query: "화기작업 허가 조건", heading: "화기작업" },
    { query: "lockout before maintenance", heading: "Lockout" },
  ])("answers $query from the right manual", async ({ query, heading }) => {
    const hits = await loaded.index.searchLexical({ tokens: tokenise(query), filter: { groups: [] }, limit: 3 });
    expect(hits.map(({ chunk }) => [chunk.title, ...chunk.headings].join(" "))).toContainEqual(
      expect.stringContaining(heading),
    );
  });
});
