import type { ClueField } from "../ports/session-store.ts";
import type { Language } from "../sessions/field-labels.ts";

type Phrases = {
  understood: string;
  known: string;
  nothingNew: string;
  notStandard: (words: string) => string;
  manualSays: string;
  seeAlso: string;
  bestWork: string;
  thatWork: string;
  done: string;
  otherWork: string;
  noWork: string;
  same: (field: string) => string;
  wording: string;
  similar: (field: string, percent: number) => string;
  other: (field: string) => string;
  sameKind: string;
  greeting: string;
  thanks: string;
  howToDraft: string;
  ask: Partial<Record<ClueField, string>>;
  draft: string;
  page: (page: number) => string;
  cut: string;
  fault: string;
  notUnderstood: string;
  writeInstead: string;
  recommendationsStay: string;
};

/** Every sentence that the rules answer with. */
export const answerPhrases: Record<Language, Phrases> = {
  ko: {
    understood: "이렇게 이해했습니다",
    known: "지금까지 확인한 내용",
    nothingNew: "이 메시지에서는 새로 확인된 내용이 없습니다.",
    notStandard: (words) => `“${words}” 표현은 표준 용어에서 찾지 못했습니다.`,
    manualSays: "매뉴얼에는 이렇게 나와 있습니다",
    seeAlso: "참고",
    bestWork: "가장 비슷한 과거 작업",
    thatWork: "말씀하신 과거 작업",
    done: "당시 내용",
    otherWork: "그 밖의 비슷한 작업",
    noWork: "기준에 맞는 비슷한 과거 작업은 찾지 못했습니다.",
    same: (field) => `${field} 같음`,
    similar: (field, percent) => `${field} ${percent}% 비슷함`,
    other: (field) => `다른 ${field}`,
    sameKind: "같은 종류의 설비",
    greeting: "안녕하세요! 어디에서 어떤 설비가 어떤지 한 문장으로 적어 주세요. 설비 번호만 적으셔도 됩니다.",
    thanks: "도움이 되었다니 다행입니다. 다른 작업이 있으면 위치, 설비, 증상을 적어 주세요.",
    howToDraft:
      "비슷한 과거 작업 옆의 “이 작업으로 작업오더 만들기” 단추를 누르거나 POST /api/v1/sessions/{sessionId}/work-orders 를 호출하면 초안이 만들어집니다.",
    ask: {
      location: "어디에서 발생했나요? 위치를 알려 주세요.",
      equipmentType: "어떤 설비인가요?",
      statusCode: "어떤 증상이나 작업인가요?",
    },
    wording: "비슷한 표현",
    draft: "이 내용으로 작업오더 초안을 만들까요?",
    page: (page) => `${page}쪽`,
    cut: "(답변이 중간에 끊겼습니다. 확인된 내용으로 다시 정리합니다.)",
    fault: "죄송합니다. 답변을 만드는 중에 문제가 생겼습니다. 잠시 후 같은 내용을 다시 보내 주세요.",
    notUnderstood: "죄송합니다. 말씀하신 내용에서 도와드릴 근거를 찾지 못했습니다.",
    writeInstead: "위치, 설비, 증상을 한 문장으로 적어 주세요. 설비 번호를 아시면 번호만 적으셔도 됩니다.",
    recommendationsStay: "찾아 둔 비슷한 과거 작업은 그대로 보여 드립니다.",
  },
  en: {
    understood: "I understood",
    known: "Known so far",
    nothingNew: "I found nothing new in this message.",
    notStandard: (words) => `“${words}” is not among the standard terms.`,
    manualSays: "The manual says",
    seeAlso: "See also",
    bestWork: "Most similar past work",
    thatWork: "The past work you mean",
    done: "What it was about",
    otherWork: "Other similar work",
    noWork: "I found no past work that is similar enough.",
    same: (field) => `same ${field}`,
    similar: (field, percent) => `${field} ${percent}% alike`,
    other: (field) => `another ${field}`,
    sameKind: "same kind of equipment",
    greeting: "Hello! Write in one sentence where it is, which equipment, and what is wrong; or just the item number.",
    thanks: "You're welcome. For another job, write the location, the equipment and the symptom.",
    howToDraft:
      "Press “Make a work order from this” beside the past work, or call POST /api/v1/sessions/{sessionId}/work-orders: either makes the draft.",
    ask: {
      location: "Where is it? Please name the location.",
      equipmentType: "Which kind of equipment is it?",
      statusCode: "What is the symptom, or the work you need?",
    },
    wording: "similar wording",
    draft: "Shall I draft a work order from this?",
    page: (page) => `page ${page}`,
    cut: "(The answer was cut off. Here is what is certain.)",
    fault: "Sorry, something went wrong while I wrote the answer. Please send the same message again in a moment.",
    notUnderstood: "Sorry, I found nothing to go on in your message.",
    writeInstead: "Write the location, the equipment and the symptom in one sentence, or just the item number.",
    recommendationsStay: "The similar past work that was found is still listed.",
  },
};
