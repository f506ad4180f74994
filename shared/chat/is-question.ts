const korean =
  /(?:어떻게|어떡|왜|무엇|무슨|뭐|뭔|언제|어디|누가|누구|얼마|몇|어느|어떤|방법|절차|순서|기준|원인|알려|설명해|가르쳐|궁금)|(?:나요|까요|가요|인가|는지|을까|ㄹ까|할까|니까|냐|는데요)\s*[?？]?\s*$/u;
const english =
  /^\s*(?:please\s+)?(?:how|what|why|when|where|which|who|whose|is|are|was|were|do|does|did|can|could|should|would|may|tell|explain|show|describe)\b|\b(?:how to|what is|procedure for|steps for|limits? for)\b/iu;

/** Whether the message asks to be told something, rather than reports something. */
export function isQuestion(message: string): boolean {
  return /[?？]/u.test(message) || korean.test(message) || english.test(message);
}
