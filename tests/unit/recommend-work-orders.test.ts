import { describe, expect, it } from "vitest";
import type { Clue, Clues } from "../../shared/ports/session-store.ts";
import type { WorkOrder } from "../../shared/ports/work-order-store.ts";
import { indexWorkOrder } from "../../shared/work-orders/index-work-order.ts";
import { recommendWorkOrders, type RecommendRequest } from "../../shared/work-orders/recommend-work-orders.ts";
import { minute, sampleOrder } from "../contract/samples.ts";
import { embeddedPorts } from "../harness/embedded-ports.ts";

const clue = (term: string, original = term): Clue => ({ original, term, code: term, confidence: 0.9, explicit: true });

async function historyOf(...orders: (Partial<WorkOrder> & { id: string })[]) {
  const ports = embeddedPorts();
  await ports.workOrders.importHistory(
    orders.map(({ id, ...order }) => indexWorkOrder(sampleOrder(id, { details: "", ...order }))),
  );
  return async (clues: Clues, message: string, more: Partial<RecommendRequest> = {}) =>
    (await recommendWorkOrders(ports, { scenario: "S1", clues, message, ...more })).map(
      ({ workOrderId }) => workOrderId,
    );
}

const mill = { location: "Hall 1", equipmentType: "Mill", statusCode: "Failure" };

describe("recommendations by fields", () => {
  it("put the most similar first, and none below the floor", async () => {
    const recommend = await historyOf(
      { id: "other hall", ...mill, location: "Hall 2" },
      { id: "other thing", ...mill, equipmentType: "Fan" },
      { id: "nothing alike", location: "Yard", equipmentType: "Fan", statusCode: "Inspection", title: "newest" },
      { id: "same", ...mill },
    );
    const clues = { location: clue("Hall 1"), equipmentType: clue("Mill"), statusCode: clue("Failure") };
    expect((await recommend(clues, "mill broken"))[0]).toBe("same");
    expect(await recommend(clues, "mill broken")).not.toContain("nothing alike");
  });

  it("break ties by the user's words, then by age", async () => {
    const recommend = await historyOf(
      { id: "old", ...mill, title: "motor", createdAt: minute(1) },
      { id: "new", ...mill, title: "motor", createdAt: minute(2) },
      { id: "worded", ...mill, title: "Bearing noise", createdAt: minute(0) },
    );
    const clues = { location: clue("Hall 1"), equipmentType: clue("Mill"), statusCode: clue("Failure", "noisy") };
    expect(await recommend(clues, "the bearing of the mill is noisy")).toEqual(["worded", "new", "old"]);
  });

  it("are never of other equipment than was said, and rather of the same equipment elsewhere", async () => {
    const recommend = await historyOf(
      ...Array.from({ length: 40 }, (_, index) => ({ id: `fan ${index}`, ...mill, equipmentType: "Fan" })),
      { id: "mill elsewhere", ...mill, location: "Yard" },
    );
    const clues = { location: clue("Hall 1"), equipmentType: clue("Mill"), statusCode: clue("Failure") };
    expect(await recommend(clues, "mill failure in hall 1")).toEqual(["mill elsewhere"]);
  });

  it("put first what says all of the message, rare words above all", async () => {
    const recommend = await historyOf(
      { id: "other measure", ...mill, title: "change out drive" },
      { id: "other drive", ...mill, title: "change out big drive" },
      { id: "verbatim", ...mill, location: "", title: "CHANGE OUT LINERS" },
    );
    const clues = { location: clue("Hall 1", "liners"), equipmentType: clue("Mill", "liners") };
    expect((await recommend(clues, "change out liners"))[0]).toBe("verbatim");
  });

  it("are none for an unknown place and thing, however full the history is", async () => {
    const recommend = await historyOf(...Array.from({ length: 50 }, (_, index) => ({ id: `${index}`, ...mill })));
    expect(await recommend({ location: clue("Attic"), equipmentType: clue("Crane") }, "crane in the attic")).toEqual(
      [],
    );
  });

  it("are none before enough is known, and at most as many as asked for", async () => {
    const recommend = await historyOf(...Array.from({ length: 9 }, (_, index) => ({ id: `${index}`, ...mill })));
    expect(await recommend({ equipmentType: clue("Mill") }, "mill")).toEqual([]);
    expect(await recommend({ location: clue("Hall 1") }, "hall 1")).toEqual([]);
    const enough = { location: clue("Hall 1"), equipmentType: clue("Mill") };
    expect(await recommend(enough, "mill")).toHaveLength(5);
    expect(new Set(await recommend(enough, "mill", { limit: 8 })).size).toBe(8);
  });

  it("follow an item number that was named", async () => {
    const recommend = await historyOf(
      { id: "item", ...mill, itemNo: "ML-1", location: "Hall 9" },
      { id: "hall", ...mill, itemNo: "ML-2" },
    );
    const clues = { itemNo: clue("ML-1"), location: clue("Hall 1"), statusCode: clue("Failure") };
    expect(await recommend(clues, "ML-1 failure", { scenario: "S2" })).toEqual(["item"]);
  });

  it("never hold a draft", async () => {
    const recommend = await historyOf({ id: "draft", ...mill, status: "draft" });
    expect(await recommend({ location: clue("Hall 1"), equipmentType: clue("Mill") }, "mill")).toEqual([]);
  });
});

describe("recommendations of equal score", () => {
  const clues = { location: clue("Hall 1"), equipmentType: clue("Mill"), statusCode: clue("Failure") };
  const alike = [
    { id: "belt", ...mill, title: "Belt torn", createdAt: minute(3) },
    { id: "gear", ...mill, title: "Gear worn", createdAt: minute(2) },
    { id: "shaft", ...mill, title: "Shaft bent", createdAt: minute(1) },
  ];
  const madeOf = (basedOn: string, id: string, more: Partial<WorkOrder> = {}) => ({
    id,
    ...mill,
    title: `Order ${id}`,
    createdAt: minute(0),
    basedOn,
    isChosen: true,
    ...more,
  });

  it("bring up what users chose before for such work", async () => {
    expect((await (await historyOf(...alike))(clues, "mill failure"))[0]).toBe("belt");
    const chosen = await historyOf(...alike, madeOf("shaft", "one"));
    expect((await chosen(clues, "mill failure"))[0]).toBe("shaft");
  });

  it("let more choices win over fewer, and none over the words that were said", async () => {
    const popular = [madeOf("shaft", "one"), madeOf("gear", "two"), madeOf("gear", "three")];
    const recommend = await historyOf(...alike, ...popular);
    expect((await recommend(clues, "mill failure"))[0]).toBe("gear");
    expect((await recommend(clues, "mill failure belt torn"))[0]).toBe("belt");
  });

  it("learn nothing where it was not the user's choice, where the user declined, or where it is switched off", async () => {
    const byDefault = await historyOf(...alike, madeOf("shaft", "one", { isChosen: false }));
    expect((await byDefault(clues, "mill failure"))[0]).toBe("belt");
    const chosen = await historyOf(...alike, madeOf("shaft", "one"));
    expect((await chosen(clues, "mill failure", { learnFromChoices: false }))[0]).toBe("belt");
  });

  it("show different work before more of the same, and the same order never twice", async () => {
    const repeated = Array.from({ length: 6 }, (_, index) => ({
      id: `belt ${index}`,
      ...mill,
      title: "Belt torn",
      createdAt: minute(10 + index),
    }));
    const recommend = await historyOf(...alike.slice(1), ...repeated);
    const found = await recommend(clues, "mill failure");
    expect(found.slice(0, 3)).toEqual(["belt 5", "gear", "shaft"]);
    expect(new Set(found).size).toBe(5);
  });

  it("keep a better score before any other work", async () => {
    const recommend = await historyOf(
      { id: "same 1", ...mill, title: "Belt torn" },
      { id: "same 2", ...mill, title: "Belt torn" },
      { id: "elsewhere", ...mill, location: "Yard", title: "Gear worn" },
    );
    expect((await recommend(clues, "mill failure")).at(-1)).toBe("elsewhere");
  });
});

describe("recommendations for words that no term knows", () => {
  const history = [
    { id: "cylinder", location: "Bucket_Cylinders", statusCode: "Leak", title: "L/H BUCKET CYL LEAKING" },
    { id: "grease", location: "Bucket", statusCode: "Leak", title: "Grease leak at bucket" },
    { id: "start", location: "Engine", title: "Engines won't start" },
    { id: "teeth", location: "Bucket", title: "REPLACE BUCKET TEETH" },
    { id: "oil", location: "Engine", title: "Check oil level" },
    { id: "cabin", location: "Cabin", title: "Aircons not getting cold SHD24" },
  ];

  it.each([
    ["L/H bucket cyl leaking", "cylinder"],
    ["engine won't start", "start"],
    ["aircon not cold", "cabin"],
    ["replace bucket teeth", "teeth"],
  ])("bring past work that says nearly the same on top of %j", async (message, id) => {
    const recommend = await historyOf(...history);
    expect((await recommend({}, message))[0]).toBe(id);
  });

  it("let the words decide where the terms know only part of the message", async () => {
    const recommend = await historyOf(...history);
    const known = { location: clue("Bucket", "bucket"), statusCode: clue("Leak", "leaking") };
    expect((await recommend(known, "L/H bucket cyl leaking"))[0]).toBe("cylinder");
    expect((await recommend({ location: clue("Engine", "engine") }, "engine won't start"))[0]).toBe("start");
  });

  it("are brought up by the words where the terms know too little", async () => {
    const recommend = await historyOf(...history);
    const both = { equipmentType: clue("Mill"), statusCode: clue("Failure", "not cold") };
    expect(await recommend(both, "aircon not cold")).toEqual([]);
    expect(await recommend({ statusCode: clue("Failure", "not cold") }, "aircon not cold")).toEqual(["cabin"]);
  });

  it.each([
    "안녕하세요",
    "감사합니다",
    "hello",
    "thanks a lot",
    "asdf qwer",
    "please check",
    "oil",
    "",
    "!!! ???",
    "\ud800",
    "x ".repeat(500),
  ])("are none for words without a likeness, case %#", async (message) => {
    const recommend = await historyOf(...history);
    expect(await recommend({}, message)).toEqual([]);
  });
});
