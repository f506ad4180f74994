import type { Language } from "../sessions/field-labels.ts";
import { answerPhrases } from "./answer-phrases.ts";
import type { TurnState } from "./turn-state.ts";

type Said = Pick<TurnState, "message" | "parsed" | "session">;

const yes = "네|넵|예|응|어|그래요?|좋아요?|ok|okay|yes|yep|yeah|sure";
const end = "[\\s,.!~?^]*$";
const greeting = new RegExp(
  `^(?:안녕(?:하세요|하십니까)?|반갑습니다|수고(?:하세요|하십니다|많으십니다)|hi|hello|hey|good (?:morning|afternoon|evening))(?: there| all)?${end}`,
  "iu",
);
const thanks = new RegExp(
  `^(?:(?:${yes})[\\s,.!]*)?(?:(?:정말|너무|대단히)\\s*)?(?:감사(?:합니다|해요|드립니다|요)?|고마워요?|고맙습니다|수고하셨(?:습니다|어요)|thanks?(?: you)?|thx)(?: a lot| so much| very much| again)?${end}`,
  "iu",
);
const agreement = new RegExp(
  `^(?:(?:${yes})[\\s,.!]*)?(?:${yes}|만들어\\s?(?:줘요?|주세요)|해\\s?(?:줘요?|주세요)|부탁(?:드립니다|드려요|해요?|합니다)|please(?: do)?|do it|go ahead)${end}`,
  "iu",
);
const wish =
  /작업\s?(?:오더|지시서?|요청서)\S*\s*(?:초안\S*\s*)?(?:좀\s*)?(?:만들|작성|생성|등록|발행)|초안\S*\s*(?:좀\s*)?(?:만들|작성)|\b(?:create|make|draft|write|raise|open)\b.*\bwork\s?order\b/iu;

/**
 * What to answer a message that reports and asks nothing: a greeting, thanks, or the wish for the work order that was
 * offered, which a chat message can't make. Undefined for any other message.
 */
export function smallTalk({ message, parsed, session }: Said, language: Language): string | undefined {
  const phrases = answerPhrases[language];
  const text = message.trim();
  if (greeting.test(text)) return phrases.greeting;
  if (thanks.test(text)) return phrases.thanks;
  const last = session.recentTurns.at(-1);
  if (last === undefined || Object.keys(parsed.fields).length > 0) return undefined;
  const wasOffered = Object.values(answerPhrases).some(({ draft }) => last.answer.includes(draft));
  const isWanted = wish.test(text) && last.recommendedIds.length > 0;
  return isWanted || (wasOffered && agreement.test(text)) ? phrases.howToDraft : undefined;
}
