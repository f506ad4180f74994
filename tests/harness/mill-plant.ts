import type { Clue, Clues } from "../../shared/ports/session-store.ts";
import { createSession } from "../../shared/sessions/new-session.ts";
import { indexWorkOrder } from "../../shared/work-orders/index-work-order.ts";
import { sampleOrder } from "../contract/samples.ts";
import { callerNamed, embeddedPorts, type EmbeddedPorts } from "./embedded-ports.ts";

/** What the user said, as the session keeps it. */
export const clue = (term: string, original: string, more: Partial<Clue> = {}): Clue => ({
  original,
  term,
  code: term,
  confidence: 0.9,
  explicit: true,
  ...more,
});
export const clues: Clues = {
  location: clue("Hall 1", "1홀"),
  equipmentType: clue("[MILL] Mill/ Ball Mill", "볼밀"),
  statusCode: clue("고장", "소음"),
  priority: clue("일반작업", "", { explicit: false }),
};
export const past = sampleOrder("past", {
  itemNo: "ML-1",
  process: "Grinding",
  location: "Hall 1",
  equipmentType: "[MILL] Mill/ Ball Mill",
  statusCode: "고장",
  priority: "긴급작업",
  title: "밀 소음, 베어링 교체",
});

/** A plant with a mill in hall 1 and what was done to it. */
export async function millPlant() {
  const ports = embeddedPorts();
  const term = (
    category: "location" | "equipmentType" | "statusCode" | "priority",
    code: string,
    name: string,
    ...aliases: string[]
  ) => ({
    category,
    code,
    name,
    aliases,
  });
  await ports.terms.upsert([
    term("location", "H1", "Hall 1", "1홀", "제1홀"),
    term("location", "H2", "Hall 2", "2홀"),
    term("equipmentType", "MILL", "[MILL] Mill/ Ball Mill", "볼밀", "ball mill"),
    term("statusCode", "FAIL", "고장", "소음", "누설"),
    term("priority", "GENERAL", "일반작업", "보통"),
    term("priority", "URGENT", "긴급작업", "긴급"),
  ]);
  await ports.workOrders.importHistory([
    indexWorkOrder(past),
    indexWorkOrder(sampleOrder("old", { location: "Old Yard" })),
  ]);
  return ports;
}

/** The id of a session of anna that knows this. */
export async function sessionWith(ports: EmbeddedPorts, known: Clues = clues) {
  const session = await createSession(ports, callerNamed("anna"), { title: "소음" });
  await ports.sessions.commit({ session: { ...session, clues: known, state: "recommending" } });
  return session.id;
}
