/** A stretch of the message; offsets in the text. */
export type Span = { start: number; end: number };

/** What follows a word that is being put right: 펌프 말고, 펌프가 아니라, 1창고는 아니고. */
const denied =
  /^\s*(?:쪽|측|번|호|라인)?\s*(?:이|가|은|는|을|를|도)?\s*(?:말고|말구|아니라|아니고|아니구|아니에요|아니예요|아닙니다|아닌|아니야|아님|아니었|대신)/;
/** What follows a symptom that is not there: 소음은 없고, 누유 없음. */
const absent = /^\s*(?:이|가|은|는|도)?\s*(?:없|안\s?나|안\s?보)/;
const deniedBefore =
  /(?:\bnot|\bisn't|\bwasn't|\bnot in|\bnot at|\bnot on|\bno longer|\binstead of|\brather than|\bexcept)\s+(?:the|a|an|in|at|on|from)?\s*(?:the\s+)?$/i;
const absentBefore = /(?:\bno|\bwithout|\bnot)\s+(?:any\s+)?$/i;

/** Whether the message takes back what stands in this span. */
export function isDenied(message: string, { start, end }: Span): boolean {
  return denied.test(message.slice(end, end + 16)) || deniedBefore.test(message.slice(Math.max(0, start - 24), start));
}

/** Whether the message says that what stands in this span is not there. Meant for symptoms: a missing handrail is a fault of the handrail. */
export function isAbsent(message: string, { start, end }: Span): boolean {
  return absent.test(message.slice(end, end + 12)) || absentBefore.test(message.slice(Math.max(0, start - 14), start));
}

/** Whether the message puts an earlier one right. */
export function isCorrection(message: string): boolean {
  return (
    /(?:^|[\s,.])(?:아니|아니요|아뇨|아니다|아참|정정|잘못)(?:[\s,.]|$)|아니라|아니고|말고|잘못\s?(?:썼|적|말|입력)|정정/.test(
      message,
    ) || english.test(message)
  );
}

const english =
  /\b(?:no,|not the|not a|isn't|i meant|i mean|actually|correction|sorry|instead of|rather than|my mistake)\b/i;
