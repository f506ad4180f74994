import { describe, expect, it } from "vitest";
import { draftWording, type WordingFacts } from "../../shared/work-orders/draft-wording.ts";
import { koreanReportStyle } from "../../shared/work-orders/korean-report-style.ts";

const facts = (more: Partial<WordingFacts>): WordingFacts => ({
  said: undefined,
  equipment: "",
  symptom: "",
  location: "",
  similarTo: undefined,
  ...more,
});
const korean = (more: Partial<WordingFacts>) => draftWording("ko", facts(more));
const english = (more: Partial<WordingFacts>) => draftWording("en", facts(more));

describe("the wording of a Korean draft", () => {
  it("names the equipment, what is wrong and the work", () => {
    expect(korean({ equipment: "컨베이어", symptom: "소음", location: "1창고 #7Line" })).toEqual({
      title: "컨베이어 소음 점검",
      details: "1창고 #7Line 컨베이어 소음 발생. 점검 요청.",
    });
  });

  it("turns the user's sentence into a report", () => {
    const draft = korean({
      said: "7번 라인 컨베이어에서 소음이 심하게 납니다",
      equipment: "컨베이어",
      symptom: "소음",
    });
    expect(draft.details).toBe("7번 라인 컨베이어에서 소음이 심하게 남. 점검 요청.");
  });

  it("names the work that was asked for, and what it is done to", () => {
    const draft = korean({ said: "베어링 교체해 주세요", equipment: "컨베이어", symptom: "소음" });
    expect(draft).toEqual({ title: "컨베이어 베어링 교체", details: "베어링 교체 요망." });
  });

  it("leaves a verb out of the title and does not ask for work twice", () => {
    expect(korean({ equipment: "펌프", symptom: "새요" }).title).toBe("펌프 점검");
    expect(korean({ equipment: "펌프", symptom: "기름이 새요" }).title).toBe("펌프 기름 샘 점검");
    expect(korean({ equipment: "펌프", symptom: "소음이 심하게" }).title).toBe("펌프 소음 점검");
    expect(korean({ equipment: "펌프", symptom: "온도 상승이" }).title).toBe("펌프 온도 상승 점검");
    expect(korean({ equipment: "압력용기", symptom: "점검요청" }).title).toBe("압력용기 점검");
  });

  it.each([
    ["심합니다", "심함"],
    ["소음이 큽니다.", "소음이 큼"],
    ["기름이 새요", "기름이 샘"],
    ["막 흔들려요!", "막 흔들림"],
    ["너무 뜨거워요", "너무 뜨거움"],
    ["안 움직여요", "안 움직임"],
    ["멈췄어요", "멈췄음"],
    ["이상한 것 같아요", "이상한 것 같음"],
    ["펌프 한번 봐주세요", "펌프 한번 확인 요망"],
    ["소음이 나네요", "소음이 남"],
    ["점검 부탁드립니다", "점검 요망"],
    ["왜 그래요?", "왜 그래요?"],
    ["누설 발생", "누설 발생"],
  ])("ends %s as %s", (sentence, report) => {
    expect(koreanReportStyle(sentence)).toBe(report);
  });
});

describe("the wording of an English draft", () => {
  it.each([
    [{ equipment: "conveyor", symptom: "noise" }, "Check conveyor noise"],
    [{ equipment: "Fan", symptom: "noise" }, "Inspect fan noise"],
    [{ equipment: "pump", symptom: "leaking" }, "Inspect leaking pump"],
    [{ equipment: "engine", symptom: "won't start" }, "Engine won't start"],
    [{ equipment: "pressure vessel", symptom: "leak" }, "Pressure vessel leak"],
    [{ equipment: "the pump is", symptom: "leaking at the" }, "Inspect leaking pump"],
    [{ said: "please replace bucket teeth" }, "Replace bucket teeth"],
    [{ equipment: "pump" }, "Inspect pump"],
    [{}, "Work request"],
  ])("of %o is titled %s", (more, title) => {
    expect(english(more).title).toBe(title);
  });

  it("reports what is known in whole sentences", () => {
    expect(english({ equipment: "conveyor", symptom: "noise", location: "Hall 1" }).details).toBe(
      "Conveyor noise at Hall 1. Inspect and correct.",
    );
    expect(english({ said: "the pump leaks!" }).details).toBe("The pump leaks. Inspect and correct.");
  });
});

describe("any wording", () => {
  const texts = [
    "",
    "가".repeat(300),
    "a ".repeat(300),
    "\ud83d\ude00".repeat(60),
    "\ud800",
    "<b>'; DROP--",
    "각".normalize("NFD").repeat(99),
    "요",
    "?",
    ",,,,,",
  ];

  it.each(["ko", "en"] as const)("keeps its limits in %s whatever comes", (language) => {
    for (const said of [undefined, ...texts]) {
      for (const equipment of texts) {
        for (const symptom of texts) {
          const { title, details } = draftWording(
            language,
            facts({ said, equipment, symptom, location: equipment, similarTo: said }),
          );
          expect(title.length).toBeGreaterThan(0);
          expect(title.length).toBeLessThanOrEqual(20);
          expect(details.length).toBeLessThanOrEqual(100);
          expect((title + details).isWellFormed()).toBe(true);
          expect(title + details).toBe((title + details).normalize("NFC"));
        }
      }
    }
  });
});

describe("a draft in the user's own words", () => {
  it.each([
    ["롤러 베어링 교체하고 그리스 주입 부탁드립니다", "", "롤러 베어링 교체"],
    ["롤러 베어링 교체하고 그리스 주입 부탁드립니다", "컨베이어", "컨베이어 롤러 베어링 교체"],
    ["점검하고 씰 교체해 주세요", "펌프", "펌프 씰 교체"],
    ["어제 베어링 교체 요청", "", "베어링 교체"],
    ["소음이 심하니 베어링 교체해줘", "", "베어링 교체"],
  ])("is about its main measure: %s of %s", (said, equipment, title) => {
    expect(korean({ said, equipment }).title).toBe(title);
  });

  it.each([
    ["펌프 한번 봐주세요", "펌프"],
    ["제발 빨리 교체해 주세요", "교체"],
    ["베어링 교체 부탁드립니다", "교체"],
  ])("does not end as a chat does: %s", (said, kept) => {
    const { details } = korean({ said });
    expect(details).toContain(kept);
    expect(details).not.toMatch(/부탁|주세요|제발/);
  });

  it("does not say what is bad twice", () => {
    expect(korean({ equipment: "펌프", symptom: "진동이 심합니다" })).toEqual({
      title: "펌프 진동 점검",
      details: "펌프 진동 발생. 점검 요청.",
    });
    expect(korean({ equipment: "펌프", symptom: "진동 심함" }).title).toBe("펌프 진동 점검");
    expect(korean({ equipment: "펌프", symptom: "펌프 진동" }).title).toBe("펌프 진동 점검");
  });

  it("is cut after a whole sentence, or told in a shorter one", () => {
    const sentence = "모터 쪽에서 이상한 소리가 계속 들림.";
    const { details } = korean({ said: Array.from({ length: 9 }, () => sentence).join(" ") });
    expect(details.endsWith("들림.")).toBe(true);
    const long = "아주 긴 이야기를 쉬지 않고 이어서 ".repeat(12);
    expect(korean({ said: long, equipment: "펌프", symptom: "소음" }).details).toBe("펌프 소음 발생. 점검 요청.");
    expect(english({ said: "well it is ".repeat(20), equipment: "pump", symptom: "noise" }).details).toBe(
      "Pump noise. Inspect and correct.",
    );
    expect(english({ said: "replace the seal please, thanks!" }).details).toBe("Replace the seal.");
  });
});
