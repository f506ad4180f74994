import { describe, expect, it } from "vitest";
import { chatApp, conversation } from "../harness/chat-app.ts";

const app = await chatApp();

describe("a symptom that was reported", () => {
  it("outlives questions about work, and gives way to a correction", async () => {
    const { say } = await conversation(app);
    const reported = await say("1창고 7번 라인 컨베이어에서 소음이 나요");
    expect(reported.clues.equipmentType?.original).toBe("컨베이어");
    for (const question of ["그 베어링은 어떻게 점검해?", "정기점검은 언제 했지?", "how do I inspect it?"]) {
      expect((await say(question)).clues.statusCode).toEqual(reported.clues.statusCode);
    }
    expect((await say("아니 소음이 아니라 진동이야")).clues.statusCode?.original).toBe("진동");
    const changed = await say("점검 요청으로 바꿔줘");
    expect(changed.clues.statusCode).toMatchObject({ term: "검사/진단", explicit: true });
  });

  it("stays unknown where nothing but small talk is said", async () => {
    const { say } = await conversation(app);
    const turn = await say("오늘 점심 뭐 먹지?");
    expect(turn.parsed.fields).toEqual({});
    expect((await say("저소음 롤러 SR-90 교체 주기")).clues.statusCode?.term).not.toBe("고장.결함.수명소진");
  });
});
