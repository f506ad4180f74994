import { describe, expect, it } from "vitest";
import type { Clues } from "../../shared/ports/session-store.ts";
import { applyTurn } from "../../shared/sessions/apply-turn.ts";
import { draftWorkOrder } from "../../shared/work-orders/draft-work-order.ts";
import { sampleTurn } from "../contract/samples.ts";
import { callerNamed } from "../harness/embedded-ports.ts";
import { clues, millPlant, past, sessionWith } from "../harness/mill-plant.ts";

const anna = callerNamed("anna");

describe("a draft that no past order was named for", () => {
  it("starts by itself from the last turn's best recommendation, if it is nearly the same and still fits", async () => {
    const ports = await millPlant();
    const recommended = async (score: number, known: Clues = clues) => {
      const sessionId = await sessionWith(ports, known);
      const session = (await ports.sessions.read(sessionId))!;
      const { id: workOrderId, ...fields } = past;
      const recommendation = { ...fields, workOrderId, score, why: {} };
      const turn = { ...sampleTurn("t", sessionId), clues: known, recommendations: [recommendation] };
      await ports.sessions.commit({ session: applyTurn(session, turn, ports.now()), turn });
      return sessionId;
    };
    expect(await draftWorkOrder(ports, anna, await recommended(0.9))).toMatchObject({
      basedOn: "past",
      itemNo: "ML-1",
      isChosen: false,
    });
    expect(await draftWorkOrder(ports, anna, await recommended(0.7))).not.toHaveProperty("basedOn");
    const elsewhere = { message: "2홀 볼밀 소음" };
    expect(await draftWorkOrder(ports, anna, await recommended(0.9), elsewhere)).not.toHaveProperty("basedOn");
    const stated = { fields: { location: "2홀" } };
    expect(await draftWorkOrder(ports, anna, await recommended(0.9), stated)).not.toHaveProperty("basedOn");
  });

  it("is refused while nothing at all is known", async () => {
    const ports = await millPlant();
    const { priority } = clues;
    const sessionId = await sessionWith(ports, { priority: priority! });
    await expect(draftWorkOrder(ports, anna, sessionId)).rejects.toMatchObject({ code: "nothing-to-draft" });
    await expect(draftWorkOrder(ports, anna, sessionId, { message: " " })).rejects.toMatchObject({
      code: "nothing-to-draft",
    });
    expect((await ports.sessions.read(sessionId))?.state).toBe("recommending");
    expect(await draftWorkOrder(ports, anna, sessionId, { message: "2홀 볼밀 누설" })).toMatchObject({
      location: "Hall 2",
      equipmentType: "[MILL] Mill/ Ball Mill",
      statusCode: "고장",
      title: "볼밀 누설 점검",
    });
  });

  it("tells a choice of the user's from one that was made for them, unless the user declines to be learnt from", async () => {
    const ports = await millPlant();
    const drafted = async (learn?: boolean) =>
      draftWorkOrder(ports, anna, await sessionWith(ports, clues), { workOrderId: "past", learn });
    expect(await drafted()).toMatchObject({ basedOn: "past", isChosen: true });
    expect(await drafted(false)).toMatchObject({ isChosen: true, learn: false });
  });
});
