import type { ClueField } from "../../ports/session-store.ts";

export type DemoWords = {
  fields: Record<ClueField, string>;
  you: string;
  clues: string;
  missing: string;
  pastWork: string;
  sources: string;
  line: string;
  byDefault: string;
  because: string;
  parts: { conversation: string; workOrder: string; summary: string; document: string };
  draft: string;
  finalized: string;
  summaryWait: string;
  summaryReady: (type: string) => string;
  uploaded: (title: string) => string;
  indexed: (chunks: number) => string;
  degraded: string;
  done: (seconds: string) => string;
};

/** The demo's own words; what is said in the conversation stands in its script. */
export const demoWords: Record<"ko" | "en", DemoWords> = {
  ko: {
    fields: {
      location: "위치",
      equipmentType: "설비유형",
      statusCode: "현상코드",
      priority: "우선순위",
      itemNo: "설비번호",
    },
    you: "나",
    clues: "단서",
    missing: "부족",
    pastWork: "유사 작업",
    sources: "출처",
    line: "행",
    byDefault: "(기본값)",
    because: "이유:",
    parts: {
      conversation: "대화",
      workOrder: "작업오더",
      summary: "대화 요약",
      document: "문서를 올리고 인용하기",
    },
    draft: "초안",
    finalized: "확정되어 이력에 들어가고 대화가 끝났습니다",
    summaryWait: "큐에서 요약을 만드는 중…",
    summaryReady: (type) => `요약 도착 (${type === "llm" ? "모델" : "규칙"})`,
    uploaded: (title) => `"${title}" 올림, 야간 수집을 지금 실행`,
    indexed: (chunks) => `색인 완료, 조각 ${chunks}개`,
    degraded: "모델 없이 규칙으로 답함",
    done: (seconds) => `끝. ${seconds}초 걸렸습니다.`,
  },
  en: {
    fields: {
      location: "location",
      equipmentType: "equipment",
      statusCode: "status",
      priority: "priority",
      itemNo: "item",
    },
    you: "You",
    clues: "clues",
    missing: "missing",
    pastWork: "past work",
    sources: "sources",
    line: "line",
    byDefault: "(default)",
    because: "why:",
    parts: {
      conversation: "The conversation",
      workOrder: "The work order",
      summary: "The summary",
      document: "A document, uploaded and cited",
    },
    draft: "draft",
    finalized: "finalised: it is in the history now, and the session has ended",
    summaryWait: "a queue function writes the summary…",
    summaryReady: (type) => `summary written (${type === "llm" ? "by the model" : "by rules"})`,
    uploaded: (title) => `"${title}" uploaded; the nightly ingestion is fired now`,
    indexed: (chunks) => `indexed in ${chunks} chunks`,
    degraded: "answered by rules, the model did not",
    done: (seconds) => `Done, in ${seconds} s.`,
  },
};
