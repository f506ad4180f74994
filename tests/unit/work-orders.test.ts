import { describe, expect, it } from "vitest";
import { queues } from "../../shared/ports/job-message.ts";
import { deleteSession } from "../../shared/sessions/delete-session.ts";
import { endSession } from "../../shared/sessions/end-session.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import { draftWorkOrder } from "../../shared/work-orders/draft-work-order.ts";
import { editWorkOrder } from "../../shared/work-orders/edit-work-order.ts";
import { finalizeWorkOrder } from "../../shared/work-orders/finalize-work-order.ts";
import { indexWorkOrder } from "../../shared/work-orders/index-work-order.ts";
import { listWorkOrders, readWorkOrder } from "../../shared/work-orders/list-work-orders.ts";
import { recommendWorkOrders } from "../../shared/work-orders/recommend-work-orders.ts";
import { minute, sampleOrder } from "../contract/samples.ts";
import { callerNamed } from "../harness/embedded-ports.ts";
import { clue, clues, millPlant, sessionWith } from "../harness/mill-plant.ts";

const anna = callerNamed("anna");
const ben = callerNamed("ben");
describe("drafting a work order", () => {
  it("takes the session's clues, words it, and makes the session finalizing", async () => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports);
    const draft = await draftWorkOrder(ports, anna, sessionId, {});
    expect(draft).toMatchObject({
      status: "draft",
      itemNo: "",
      location: "Hall 1",
      equipmentType: "[MILL] Mill/ Ball Mill",
      statusCode: "고장",
      priority: "일반작업",
      title: "볼밀 소음 점검",
      details: "Hall 1 볼밀 소음 발생. 점검 요청.",
      sessionId,
      userId: "anna",
    });
    expect(draft.etag).not.toBe("");
    expect((await ports.sessions.read(sessionId))?.state).toBe("finalizing");
  });

  it("starts from a past order: what is not known is taken from it, its item only for the same thing", async () => {
    const ports = await millPlant();
    const empty = await sessionWith(ports, {});
    expect(await draftWorkOrder(ports, anna, empty, { workOrderId: "past" })).toMatchObject({
      basedOn: "past",
      itemNo: "ML-1",
      process: "Grinding",
      location: "Hall 1",
      priority: "긴급작업",
    });
    const elsewhere = await draftWorkOrder(ports, anna, await sessionWith(ports), {
      workOrderId: "past",
      fields: { location: "2홀" },
    });
    expect(elsewhere).toMatchObject({
      basedOn: "past",
      itemNo: "",
      process: "",
      location: "Hall 2",
      priority: "일반작업",
    });
  });

  it("takes the place and the kind of an item from its past, and the measure that was asked for", async () => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports, { itemNo: clue("ML-1", "ML-1") });
    const session = (await ports.sessions.read(sessionId))!;
    const turn = { id: "t", answer: "", recommendedIds: [] };
    const recentTurns = ["베어링 교체해 주세요. 급해요", "작업지시 초안 작성해 주세요"].map((message) => ({
      ...turn,
      message,
    }));
    await ports.sessions.commit({ session: { ...session, recentTurns } });
    expect(await draftWorkOrder(ports, anna, sessionId, {})).toMatchObject({
      itemNo: "ML-1",
      process: "Grinding",
      location: "Hall 1",
      equipmentType: "[MILL] Mill/ Ball Mill",
      title: "볼밀 베어링 교체",
      details: "베어링 교체 요망. 급함.",
    });
  });

  it("takes fields in the plant's words, and refuses unknown ones by name", async () => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports);
    const fields = { location: "제1홀", priority: "긴급", statusCode: "누설", title: "  제목 ", equipmentType: "" };
    expect(await draftWorkOrder(ports, anna, sessionId, { fields })).toMatchObject({
      location: "Hall 1",
      priority: "긴급작업",
      statusCode: "고장",
      title: "제목",
      equipmentType: "",
    });
    await expect(
      draftWorkOrder(ports, anna, sessionId, { fields: { location: "Atlantis", priority: "never" } }),
    ).rejects.toMatchObject({
      code: "bad-request",
      errors: [{ path: "fields.location" }, { path: "fields.priority" }],
    });
    expect(await draftWorkOrder(ports, anna, sessionId, { fields: { location: "Old Yard" } })).toMatchObject({
      location: "Old Yard",
    });
  });

  it.each([
    { title: "x".repeat(21) },
    { title: " " },
    { details: "x".repeat(101) },
    { itemNo: "x".repeat(201) },
    { title: "a\u0000" },
    { title: "\ud800" },
    { unknown: "field" },
  ])("refuses the fields %o and stores nothing", async (fields) => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports);
    await expect(draftWorkOrder(ports, anna, sessionId, { fields })).rejects.toMatchObject({ code: "bad-request" });
    expect(await ports.workOrders.listOfSession(sessionId)).toEqual([]);
  });

  it("is refused in sessions of others, in ended ones, and from drafts of others", async () => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports);
    const draft = await draftWorkOrder(ports, anna, sessionId, {});
    await expect(draftWorkOrder(ports, ben, sessionId, {})).rejects.toMatchObject({ code: "not-found" });
    const bens = await createSession(ports, ben);
    for (const workOrderId of [draft.id, "nowhere"]) {
      await expect(draftWorkOrder(ports, ben, bens.id, { workOrderId })).rejects.toMatchObject({ code: "not-found" });
    }
    await endSession(ports, anna, sessionId, "user");
    await expect(draftWorkOrder(ports, anna, sessionId, {})).rejects.toMatchObject({ code: "session-ended" });
  });

  it("leaves nothing behind when the session is deleted meanwhile", async () => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports);
    const workOrders = {
      ...ports.workOrders,
      create: async (...given: Parameters<typeof ports.workOrders.create>) => {
        await deleteSession(ports, anna, sessionId);
        return ports.workOrders.create(...given);
      },
    };
    await expect(draftWorkOrder({ ...ports, workOrders }, anna, sessionId, {})).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await ports.workOrders.listOfSession(sessionId)).toEqual([]);
  });
});

describe("editing a draft", () => {
  it("changes the given fields under the etag that was read", async () => {
    const ports = await millPlant();
    const draft = await draftWorkOrder(ports, anna, await sessionWith(ports), {});
    const edited = await editWorkOrder(ports, anna, draft.id, { title: "새 제목", location: "2홀" }, draft.etag);
    expect(edited).toMatchObject({ ...draft, title: "새 제목", location: "Hall 2", etag: edited.etag });
    await expect(editWorkOrder(ports, anna, draft.id, { title: "x" }, draft.etag)).rejects.toMatchObject({
      code: "precondition-failed",
    });
    await expect(editWorkOrder(ports, anna, draft.id, { title: "x".repeat(21) }, edited.etag)).rejects.toMatchObject({
      errors: [{ path: "title", message: "must be at most 20 characters long" }],
    });
    await expect(editWorkOrder(ports, ben, draft.id, { title: "x" }, edited.etag)).rejects.toMatchObject({
      code: "not-found",
    });
    expect(await readWorkOrder(ports, anna, draft.id)).toEqual(edited);
  });

  it("is refused once the order is history", async () => {
    const ports = await millPlant();
    await expect(editWorkOrder(ports, anna, "past", { title: "x" }, "1")).rejects.toMatchObject({
      code: "work-order-finalized",
    });
  });
});

describe("finalising a draft", () => {
  it("puts it into the history, recommends it from then on, and ends the session once", async () => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports);
    const draft = await draftWorkOrder(ports, anna, sessionId, {});
    const again = await Promise.all([1, 2, 3].map(() => finalizeWorkOrder(ports, anna, draft.id)));
    expect(again.map(({ id, status }) => [id, status])).toEqual(again.map(() => [draft.id, "finalized"]));
    expect((await ports.sessions.read(sessionId))?.state).toBe("ended");
    expect((await ports.queue.depth(queues.sessionSummaries)).active).toBe(1);
    expect(ports.logged.filter(({ event }) => event === "work-order-finalized")).toHaveLength(1);
    const found = await recommendWorkOrders(ports, { scenario: "S1", clues, message: "볼밀 소음 점검" });
    expect(found[0]?.workOrderId).toBe(draft.id);
  });

  it("is completed by the next call when a crash came before the session ended", async () => {
    const ports = await millPlant();
    const sessionId = await sessionWith(ports);
    const draft = await draftWorkOrder(ports, anna, sessionId, {});
    const killed = { ...ports, sessions: { ...ports.sessions, commit: () => Promise.reject(new Error("killed")) } };
    await expect(finalizeWorkOrder(killed, anna, draft.id)).rejects.toThrow("killed");
    expect((await ports.sessions.read(sessionId))?.state).toBe("finalizing");
    await finalizeWorkOrder(ports, anna, draft.id);
    expect((await ports.sessions.read(sessionId))?.state).toBe("ended");
  });

  it("is nobody else's to do", async () => {
    const ports = await millPlant();
    const draft = await draftWorkOrder(ports, anna, await sessionWith(ports), {});
    await expect(finalizeWorkOrder(ports, ben, draft.id)).rejects.toMatchObject({ code: "not-found" });
    await expect(finalizeWorkOrder(ports, ben, "past")).rejects.toMatchObject({ code: "work-order-finalized" });
    await expect(finalizeWorkOrder(ports, ben, "nowhere")).rejects.toMatchObject({ code: "not-found" });
  });
});

describe("listing work orders", () => {
  it("shows the history to everybody, drafts to their owner, and nobody's name to others", async () => {
    const ports = await millPlant();
    const draft = await draftWorkOrder(ports, anna, await sessionWith(ports), {});
    const ids = async (caller: typeof anna) =>
      (await listWorkOrders(ports, caller, { limit: 10 })).items.map(({ id }) => id).sort();
    expect(await ids(anna)).toEqual([draft.id, "old", "past"].sort());
    expect(await ids(ben)).toEqual(["old", "past"]);
    await expect(readWorkOrder(ports, ben, draft.id)).rejects.toMatchObject({ code: "not-found" });
    await finalizeWorkOrder(ports, anna, draft.id);
    expect(await readWorkOrder(ports, ben, draft.id)).not.toHaveProperty("userId");
    expect((await listWorkOrders(ports, ben, { limit: 10 })).items.every((order) => !("sessionId" in order))).toBe(
      true,
    );
  });

  it("filters by fields in the plant's words and by dates with their whole last day", async () => {
    const ports = await millPlant();
    await ports.workOrders.importHistory([indexWorkOrder(sampleOrder("later", { createdAt: minute(2_000) }))]);
    const ids = async (query: object) =>
      (await listWorkOrders(ports, ben, { limit: 10, ...query })).items.map(({ id }) => id);
    expect(await ids({ location: "1홀" })).toEqual(["past"]);
    expect(await ids({ equipmentType: "볼밀" })).toEqual(["past"]);
    expect(await ids({ location: "Atlantis" })).toEqual([]);
    expect(await ids({ itemNo: "ml-1" })).toEqual(["past"]);
    expect(await ids({ from: "2030-01-02" })).toEqual(["later"]);
    expect((await ids({ to: "2030-01-01" })).sort()).toEqual(["old", "past"]);
  });
});
