import type { ClueField } from "../ports/session-store.ts";

export type Language = "ko" | "en";

/** What a field is called in a summary or a work order's details. */
export const fieldLabels: Record<Language, Record<ClueField, string>> = {
  ko: { location: "위치", equipmentType: "설비", statusCode: "현상", priority: "우선순위", itemNo: "작업대상" },
  en: {
    location: "location",
    equipmentType: "equipment",
    statusCode: "status",
    priority: "priority",
    itemNo: "item",
  },
};
