/** Everyday words that are never a misspelt term, however near they come to one. */
const everyday = new Set(
  (
    "about after again all also always and any are around away back bad been before being below best better both but call came can cant " +
    "come could day days did does doing done dont down during each early even ever every few fine for from gave get give going gone good " +
    "got great had has have having hello help here hers him his hour hours how into its just keep kind last late later least less let like little long look lot " +
    "made make many may maybe might more morning most much must near need needs never new next nice night not note now off often old once one only other our out over own " +
    "past people place please put quite rather ready really right said same saw say see seem seems seen she should show side since some someone soon still such " +
    "sure take than thank thanks that the their them then there these they thing things think this those though three through time times today told too took two under " +
    "until use used using very want wants was way week weeks well went were what when where which while who why will with within without work works would year years yes yesterday yet you your " +
    "have test name word find left side part case area level high low " +
    "있습니다 있어요 있음 있는 있다 없어요 없습니다 없음 합니다 해요 해주세요 주세요 부탁 부탁드립니다 바랍니다 확인 안녕하세요 감사합니다 이것 저것 그것 " +
    "오늘 내일 어제 지금 현재 아까 어디 언제 무엇 누가 어떻게 왜 그리고 그래서 하지만 그런데 먼저 다음 이번 저번 지난 정도 때문 같아요 같습니다 보입니다 보여요 " +
    "발생 발견 상태 문제 요청 필요 작업 사용 이후 이전 동안 사람 우리 제가 저희 여기 거기 저기 이거 저거 그거 알려주세요 알려줘 궁금 방법 절차 순서 기준 원인 " +
    "갑자기 계속 자꾸 심함 심해요 심합니다 심하게 많이 조금 매우 아주 나요 납니다 나와요 되나요 됩니다 돼요 입니다 이에요 예요 아침 점심 저녁 메뉴 날씨 휴가 회의"
  ).split(" "),
);

export function isEverydayWord(word: string): boolean {
  return everyday.has(word);
}
