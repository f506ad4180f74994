import { describe, expect, it } from "vitest";
import { cite } from "../../shared/knowledge/cite.ts";
import { drainIngestion } from "../../shared/knowledge/drain-ingestion.ts";
import { registerDocument } from "../../shared/knowledge/register-document.ts";
import { searchKnowledge } from "../../shared/knowledge/search-knowledge.ts";
import type { Caller } from "../../shared/ports/caller.ts";
import { chatApp, conversation } from "../harness/chat-app.ts";

const operator: Caller = { userId: "lee", roles: ["operator"], groups: [] };
const crusher = `# Jaw crusher upkeep

Document CR-07 · revision 2 · quarry line

## 1. Purpose
This document sets out the upkeep of the jaw crusher.

## 2. Toggle plate
When the toggle plate broke, stop the crusher and fit plate TP-88 with new seats.

## 3. Lubrication
The eccentric bearing grease interval is 40 hours; use 120 g each time.
`;
const oven = `# 오븐 도어 정비 지침

문서번호 BK-11 · 개정 3 · 적용 설비: 데크오븐

## 1. 목적
오븐 도어와 히터를 정비하는 순서를 정한다.

## 2. 도어 누기
도어에서 김이 샌다면 실리콘 패킹을 P-220으로 교체한다.

## 3. 히터
| 증상 | 조치 |
|---|---|
| 히터가 차갑다 | 오븐 히터 저항을 재고 18 Ω이 아니면 교환한다 |
`;

let prepared: ReturnType<typeof prepare> | undefined;
const appWithDocuments = () => (prepared ??= prepare());

async function prepare() {
  const app = await chatApp();
  for (const [fileName, text] of Object.entries({ "crusher.md": crusher, "oven.md": oven })) {
    await registerDocument(app, operator, { content: Buffer.from(text), fileName, allowedGroups: [] });
  }
  await drainIngestion(app, { deadline: new Date(8e12) });
  return app;
}

describe("a document with words that no term has", () => {
  it.each([
    ["The crusher toggle plate broke", "TP-88"],
    ["What do I do when the crusher toggle plate broke?", "TP-88"],
    ["eccentric bearing grease interval", "40 hours"],
    ["How long is the grease interval of the eccentric bearing?", "40 hours"],
    ["TP-88", "TP-88"],
    ["실리콘 패킹", "P-220"],
    ["실리콘 패킹은 뭘로 교체하나요?", "P-220"],
    ["오븐 도어에서 김이 새요", "P-220"],
    ["오븐 도어에서 김이 새는데 어떻게 하지?", "P-220"],
  ])("is cited for %j", async (message, wanted) => {
    const { say } = await conversation(await appWithDocuments());
    const turn = await say(message);
    expect(turn.path).toContain("retrieve");
    expect(turn.citations[0]?.quote).toContain(wanted);
  });

  it.each([
    ["P-220", "P-220으로"],
    ["P-220으로 교체", "P-220으로"],
    ["오븐 히터 고장", "18 Ω"],
    ["제2오븐실 오븐 도어에서 김이 새는데 어떻게 하지?", "P-220"],
    ["P-101A 펌프 메카니칼씰 누설", "씰"],
    ["컨베이어 소음은 뭐부터 점검해야 하나요?", "청음봉"],
  ])("is found by %j", async (query, wanted) => {
    const hits = await searchKnowledge(await appWithDocuments(), { query, groups: undefined, limit: 3 });
    expect(hits.map(({ chunk }) => chunk.text).join("\n")).toContain(wanted);
  });
});

describe("a quote", () => {
  it.each([
    ["LOTO 절차 알려줘", /^잠금/, /작업허가서와 에너지원/],
    ["컨베이어 점검 순서", /^컨베이어/, /청음봉/],
    ["오븐 도어 정비 순서", /^오븐/, /P-220/],
    ["jaw crusher upkeep", /^Jaw/, /TP-88/],
    ["와이어로프 폐기 기준이 어떻게 되나요", /크레인/, /\d|폐기/],
  ])("for %j is of the document it is about, and neither front matter nor purpose", async (query, title, quote) => {
    const hits = await searchKnowledge(await appWithDocuments(), { query, groups: undefined, limit: 3 });
    const [best, ...others] = cite(hits, query);
    expect(best?.title).toMatch(title);
    expect(best?.quote).toMatch(quote);
    for (const citation of [best!, ...others])
      expect(citation.quote).not.toMatch(/문서번호|Document CR-07|^항목 \| 기준$/);
  });

  it("is not given for a message that shares only its place with a document, or says nothing", async () => {
    const { say } = await conversation(await appWithDocuments());
    for (const message of ["1창고 7번 라인에서 점심을 먹었다", "급해요", "감사합니다", "help me please"]) {
      expect((await say(message)).citations).toEqual([]);
    }
  });
});
