import { describe, expect, it } from "vitest";
import { judgeCorrection } from "../../shared/operations/judge-correction.ts";
import type { Clues } from "../../shared/ports/session-store.ts";
import { draftWorkOrder } from "../../shared/work-orders/draft-work-order.ts";
import { editWorkOrder } from "../../shared/work-orders/edit-work-order.ts";
import { finalizeWorkOrder } from "../../shared/work-orders/finalize-work-order.ts";
import type { WorkOrderFields } from "../../shared/work-orders/work-order-fields.ts";
import { matchTerms } from "../../shared/terms/match-terms.ts";
import { callerNamed } from "../harness/embedded-ports.ts";
import { clue, clues, millPlant, sessionWith } from "../harness/mill-plant.ts";

const anna = callerNamed("anna");
const operator = { ...callerNamed("otto"), roles: ["user" as const, "operator" as const] };
const dodger: Clues = {
  ...clues,
  equipmentType: { original: "빙빙이", term: "빙빙이", confidence: 0.3, explicit: true },
};
const mill = "[MILL] Mill/ Ball Mill";

async function plant() {
  const ports = await millPlant();
  await ports.terms.upsert([{ category: "equipmentType", code: "FAN", name: "[FAN] Fan", aliases: ["송풍기"] }]);
  /** A work order of a session that knows `known`, edited and finalised. */
  const finalised = async (known: Clues, edits: WorkOrderFields, request: { learn?: boolean } = {}) => {
    const draft = await draftWorkOrder(ports, anna, await sessionWith(ports, known), { message: "소음", ...request });
    const edited = await editWorkOrder(ports, anna, draft.id, edits, draft.etag);
    return finalizeWorkOrder(ports, anna, edited.id);
  };
  const listed = async () => (await ports.corrections.list({ limit: 20 })).items;
  const aliasesOf = async (code: string) => (await ports.terms.all()).terms.find((term) => term.code === code)?.aliases;
  return { ...ports, finalised, listed, aliasesOf };
}

describe("the corrections that users make", () => {
  it("are noted for words that no term knew and for words that were read otherwise", async () => {
    const ports = await plant();
    await ports.finalised(dodger, { equipmentType: mill });
    await ports.finalised({ ...clues, location: clue("Hall 1", "동쪽 홀") }, { location: "2홀" });
    const noted = await ports.listed();
    expect(noted).toHaveLength(2);
    expect(noted.find(({ category }) => category === "location")).toMatchObject({
      words: "동쪽 홀",
      readAs: "Hall 1",
      name: "Hall 2",
    });
    const unknown = noted.find(({ category }) => category === "equipmentType");
    expect(unknown).toMatchObject({ words: "빙빙이", code: "MILL", status: "proposed", seen: 1 });
    expect(unknown).not.toHaveProperty("readAs");
  });

  it("are noted for the words that were left over, where they can stand for one field alone", async () => {
    const ports = await plant();
    const { location } = clues;
    const chatted = async (message: string, edits: WorkOrderFields) => {
      const id = await sessionWith(ports, { location: location! });
      const session = (await ports.sessions.read(id))!;
      const recentTurns = [{ id: "t", message, answer: "", recommendedIds: [] }];
      await ports.sessions.commit({ session: { ...session, recentTurns } });
      const draft = await draftWorkOrder(ports, anna, id, { message: "점검" });
      await editWorkOrder(ports, anna, draft.id, edits, "*");
      await finalizeWorkOrder(ports, anna, draft.id);
    };
    await chatted("1홀 빙빙이가 소음", { equipmentType: mill });
    expect(await ports.listed()).toMatchObject([{ words: "빙빙이", code: "MILL" }]);
    await chatted("1홀 돌돌이 그리고 소음 뱅글이", { equipmentType: mill });
    await chatted("1홀 소음", { equipmentType: mill });
    await chatted("1홀 방방이 소음", { equipmentType: mill, statusCode: "고장" });
    expect(await ports.listed()).toHaveLength(1);
  });

  it("are counted once for each work order, however often that is finalised", async () => {
    const ports = await plant();
    const order = await ports.finalised(dodger, { equipmentType: mill });
    await finalizeWorkOrder(ports, anna, order.id);
    await ports.finalised(dodger, { equipmentType: "MILL" });
    expect(await ports.listed()).toMatchObject([{ seen: 2, workOrderIds: [expect.any(String), order.id] }]);
  });

  it("are not noted where nothing was edited, nothing new was meant, or nobody wants to be learnt from", async () => {
    const ports = await plant();
    await ports.finalised(dodger, { title: "소음 점검" });
    await ports.finalised(clues, { equipmentType: mill });
    await ports.finalised(dodger, { equipmentType: mill }, { learn: false });
    const off = { ...ports, config: { ...ports.config, learnFromUsers: false } };
    const draft = await draftWorkOrder(ports, anna, await sessionWith(ports, dodger), {
      fields: { equipmentType: mill },
    });
    await finalizeWorkOrder(off, anna, draft.id);
    expect(await ports.listed()).toEqual([]);
  });

  it.each(["", "  ", "1234", "가".repeat(61)])("are not noted for words that are no name: %j", async (original) => {
    const ports = await plant();
    await ports.finalised({ ...clues, equipmentType: clue(original, original) }, { equipmentType: mill });
    expect(await ports.listed()).toEqual([]);
  });
});

describe("an operator's judgement of a correction", () => {
  async function proposed() {
    const ports = await plant();
    await ports.finalised(dodger, { equipmentType: mill });
    return { ports, id: (await ports.listed())[0]!.id };
  }

  it("makes the words an alias, which the next message is read by", async () => {
    const { ports, id } = await proposed();
    expect(matchTerms(await ports.vocabulary(), "빙빙이 소음").map(({ term }) => term.code)).not.toContain("MILL");
    expect(await judgeCorrection(ports, operator, id, "accepted")).toMatchObject({
      status: "accepted",
      judgedBy: "otto",
    });
    expect(await ports.aliasesOf("MILL")).toEqual(["볼밀", "ball mill", "빙빙이"]);
    expect(matchTerms(await ports.vocabulary(), "빙빙이 소음").map(({ term }) => term.code)).toContain("MILL");
  });

  it("is the same when it is repeated, and can be reversed", async () => {
    const { ports, id } = await proposed();
    const accepted = await judgeCorrection(ports, operator, id, "accepted");
    expect(await judgeCorrection(ports, operator, id, "accepted")).toEqual(accepted);
    await judgeCorrection(ports, operator, id, "rejected");
    expect(await ports.aliasesOf("MILL")).toEqual(["볼밀", "ball mill"]);
    await judgeCorrection(ports, operator, id, "accepted");
    expect(await ports.aliasesOf("MILL")).toContain("빙빙이");
  });

  it("leaves the terms alone when the correction is rejected", async () => {
    const { ports, id } = await proposed();
    const before = await ports.terms.version();
    await judgeCorrection(ports, operator, id, "rejected");
    expect(await ports.terms.version()).toBe(before);
  });

  it("takes an alias over from another term, but never a term's name", async () => {
    const ports = await plant();
    const said = (original: string): Clues => ({ ...clues, equipmentType: clue("[FAN] Fan", original) });
    await ports.finalised(said("송풍기"), { equipmentType: mill });
    await judgeCorrection(ports, operator, (await ports.listed())[0]!.id, "accepted");
    expect([await ports.aliasesOf("FAN"), await ports.aliasesOf("MILL")]).toEqual([
      [],
      ["볼밀", "ball mill", "송풍기"],
    ]);

    await ports.finalised(said("FAN"), { equipmentType: mill });
    const named = (await ports.listed()).find(({ words }) => words === "FAN");
    await expect(judgeCorrection(ports, operator, named!.id, "accepted")).rejects.toMatchObject({ code: "conflict" });
    expect(await ports.corrections.read(named!.id)).toMatchObject({ status: "proposed" });
  });

  it("loses no alias to another at the same time, and knows no other correction", async () => {
    const { ports, id } = await proposed();
    await ports.finalised(
      { ...clues, equipmentType: { ...dodger.equipmentType!, original: "돌돌이" } },
      { equipmentType: mill },
    );
    const other = (await ports.listed()).find((correction) => correction.id !== id)!.id;
    const judged = await Promise.allSettled(
      [id, other].map((one) => judgeCorrection(ports, operator, one, "accepted")),
    );
    for (const [index, { status }] of judged.entries()) {
      if (status === "rejected") await judgeCorrection(ports, operator, [id, other][index]!, "accepted");
    }
    expect(await ports.aliasesOf("MILL")).toEqual(expect.arrayContaining(["빙빙이", "돌돌이"]));
    await expect(judgeCorrection(ports, operator, "none", "accepted")).rejects.toMatchObject({ code: "not-found" });
  });
});
