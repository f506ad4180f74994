import { describe, expect, it } from "vitest";
import { matchTerms } from "../../shared/terms/match-terms.ts";
import { compileVocabulary } from "../../shared/terms/vocabulary.ts";
import { bakeryTerms } from "../harness/bakery-terms.ts";
import { sampleTerms } from "../harness/sample-terms.ts";

/** Everyday sentences that speak of no plant and no bakery. */
const sentences = `오늘 날씨가 정말 좋네요
점심 뭐 먹을까요?
회의는 세 시에 시작합니다
주말에 가족과 등산을 갔어요
새 책을 사고 싶어요
내일 휴가 신청하려고 합니다
비밀번호를 잊어버렸습니다
버스가 늦게 왔어요
생일 축하합니다
이 문서 어디에 있나요
고양이가 소파에서 자고 있어요
노래 제목이 뭐예요
축구 경기 몇 시에 해요
담당자 전화번호 알려주세요
엄마가 김치를 담그셨어요
한국어를 배우고 있습니다
그 사람 이름이 뭐더라
지하철역까지 걸어서 십 분
택배가 아직 안 왔어요
교육자료 공유 부탁드립니다
급여명세서 언제 나오나요
그래서 결국 어떻게 됐어요
what a lovely morning
see you at the meeting tomorrow
could you send me the agenda
my phone number has changed
who won the football match last night
I would like a cup of tea
she sings beautifully
happy birthday to you
how old is your daughter
please forward the invoice
I forgot my password
lorem ipsum dolor sit amet
qwerty asdfg hjkl
ㅁㄴㅇㄹ ㅋㅋㅋ
뷁쉛뛟
1234567890
!!! ??? ...`.split("\n");

describe.each([
  ["the sample plant", sampleTerms()],
  ["the bakery", bakeryTerms],
])("in everyday sentences, with the terms of %s,", (_, terms) => {
  const vocabulary = compileVocabulary(terms, 1);
  it.each(sentences)("no term is found: %s", (sentence) => {
    expect(matchTerms(vocabulary, sentence).map(({ original, term }) => `${original}: ${term.name}`)).toEqual([]);
  });
});
