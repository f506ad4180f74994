import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compose } from "../shared/compose.ts";
import { readConfig } from "../shared/config.ts";
import type { Term, TermCategory } from "../shared/ports/term-store.ts";
import type { WorkOrder } from "../shared/ports/work-order-store.ts";
import { indexWorkOrder } from "../shared/work-orders/index-work-order.ts";

/** A data folder with the sample plant and `total` past work orders, its terms, and 2,000 different messages about it. */
export async function historyOf(total: number): Promise<{ data: string; terms: Term[]; messages: string[] }> {
  const data = mkdtempSync(path.join(tmpdir(), "pmark-bench-"));
  const app = await compose(readConfig({ DATA_DIRECTORY: data, LOG_LEVEL: "error" }));
  try {
    const { terms } = await app.terms.all();
    const missing = total - (await app.workOrders.count());
    const orders = Array.from({ length: Math.max(0, missing) }, (_, index) => pastWorkOrder(terms, index));
    await app.workOrders.importHistory(orders.map((order) => indexWorkOrder(order)));
    return { data, terms, messages: Array.from({ length: 2_000 }, (_, index) => messageOf(terms, index)) };
  } finally {
    await app.close();
  }
}

/** The `index`-th past work order: every combination of terms comes in turn. */
export function pastWorkOrder(terms: Term[], index: number): WorkOrder {
  const name = (category: TermCategory, step: number) => pick(terms, category, index * step).name;
  const symptom = alias(pick(terms, "statusCode", index * 5), index);
  const createdAt = new Date(Date.UTC(2023, 0, 1) + index * 3_600_000 * 5).toISOString();
  return {
    id: `bench-${index}`,
    status: "finalized",
    itemNo: `B-${1_000 + (index % 3_000)}`,
    process: "Bench",
    location: name("location", 7),
    equipmentType: name("equipmentType", 11),
    statusCode: name("statusCode", 5),
    priority: name("priority", 1),
    title: `${alias(pick(terms, "equipmentType", index * 11), index)} ${symptom}`.slice(0, 40),
    details: `${symptom} 확인 후 부품 교체 ${index}`,
    createdAt,
    updatedAt: createdAt,
    etag: "1",
  };
}

function messageOf(terms: Term[], index: number): string {
  const words = [
    alias(pick(terms, "location", index * 3), index),
    alias(pick(terms, "equipmentType", index * 13), index + 1),
    alias(pick(terms, "statusCode", index * 7), index + 2),
  ];
  return words.join(" ");
}

function pick(terms: Term[], category: TermCategory, index: number): Term {
  const ofCategory = terms.filter((term) => term.category === category);
  return ofCategory[index % ofCategory.length]!;
}

function alias(term: Term, index: number): string {
  return term.aliases[index % Math.max(1, term.aliases.length)] ?? term.name;
}
