const texts = {
  ko: {
    other: "English",
    end: "대화 끝내기",
    fresh: "새 대화",
    send: "보내기",
    stop: "멈춤",
    placeholder: "무엇이 문제인가요? 예: 1창고 7번 라인 컨베이어 소음",
    welcomeTitle: "어떤 설비가 말썽인가요?",
    welcome: "현장에서 쓰는 말 그대로 적어 주세요. 비슷한 과거 작업과 매뉴얼을 찾아 드리고 작업오더로 정리해 드립니다.",
    examples: ["1창고 7번 라인 컨베이어 소음", "1PE 압력용기에서 새요", "펌프 진동이 심할 때 점검 순서는?"],
    missing: "알려 주세요",
    draft: "이 작업으로 작업오더 만들기",
    degraded: "모델이 답하지 못해 규칙으로 답했습니다.",
    cancelled: "멈춘 답변입니다.",
    sources: "근거",
    page: "쪽",
    line: "행",
    orderTitle: "작업오더 초안",
    save: "저장",
    finalize: "확정",
    saved: "저장했습니다.",
    finalized: "작업오더를 확정했습니다. 대화가 끝났고 요약을 쓰고 있습니다.",
    ended: "대화를 끝냈습니다. 요약을 쓰고 있습니다.",
    summary: "요약",
    failed: "연결하지 못했습니다. 다시 시도해 주세요.",
    fields: {
      location: "위치",
      equipmentType: "설비유형",
      statusCode: "현상코드",
      priority: "우선순위",
      itemNo: "작업대상",
      title: "작업명",
      details: "상세",
      process: "공정",
      text: "내용",
    },
  },
  en: {
    other: "한국어",
    end: "End",
    fresh: "New",
    send: "Send",
    stop: "Stop",
    placeholder: "What is wrong? For example: L/H bucket cyl leaking",
    welcomeTitle: "Which equipment gives you trouble?",
    welcome:
      "Write it the way you say it on the shop floor. PMark finds similar past work and the manual page, and turns it into a work order.",
    examples: [
      "Conveyor noise at warehouse 1 line 7",
      "No.1 PE pressure vessel is leaking",
      "How do I check a vibrating pump?",
    ],
    missing: "Please add",
    draft: "Make a work order from this",
    degraded: "The model did not answer; this answer was made by rules.",
    cancelled: "This answer was stopped.",
    sources: "Sources",
    page: "p.",
    line: "line",
    orderTitle: "Work order draft",
    save: "Save",
    finalize: "Finalise",
    saved: "Saved.",
    finalized: "The work order is final. The conversation has ended and its summary is being written.",
    ended: "The conversation has ended. Its summary is being written.",
    summary: "Summary",
    failed: "No connection. Please try again.",
    fields: {
      location: "Location",
      equipmentType: "Equipment",
      statusCode: "Status",
      priority: "Priority",
      itemNo: "Item",
      title: "Title",
      details: "Details",
      process: "Process",
      text: "Text",
    },
  },
};

/** The texts of the chosen language; chosen once by the browser's language, then kept. */
export function chosenTexts() {
  return texts[chosenLanguage()];
}

export function chosenLanguage() {
  return localStorage.getItem("language") ?? (navigator.language.startsWith("ko") ? "ko" : "en");
}

export function switchLanguage() {
  localStorage.setItem("language", chosenLanguage() === "ko" ? "en" : "ko");
}
