import { isSyllable, partsOf, syllableOf } from "../terms/jamo.ts";

/** Stems of one syllable with ㅡ, whose vowel a contraction hides. */
const hiddenVowel: Record<string, string> = { 커: "큼", 꺼: "끔", 떠: "뜸", 써: "씀", 해: "함" };
const looks = /(?:좀\s*)?(?:살펴\s*)?(?:봐|보아)\s*(?:주세요|주십시오|주시기\s*바랍니다|줘요?|주시겠어요|주실래요)$/;
const requests =
  /(?:을|를)?\s*(?:좀\s*)?(?:해\s*)?(?:(?:주세요|주십시오|주시기\s*바랍니다|줘요?|주시겠어요|주실래요)|바랍니다|부탁\s?(?:드립니다|드려요|드릴게요|합니다|해요|해)?)$/;

/** A Korean sentence as reports end it: 소음이 심합니다, 심해요 -> 소음이 심함; 교체해 주세요 -> 교체 요망. Questions and others stay. */
export function koreanReportStyle(sentence: string): string {
  if (/\?\s*$/.test(sentence)) return sentence.trim();
  const bare = sentence.trim().replace(/[.!~…\s]+$/u, "");
  if (looks.test(bare)) return `${bare.replace(looks, "").trimEnd()} 확인 요망`.trimStart();
  if (requests.test(bare)) return `${bare.replace(requests, "").trimEnd()} 요망`;
  const formal = /^(.*)니다$/su.exec(bare)?.[1];
  if (formal !== undefined)
    return formal.endsWith("습") ? joinNominal(formal.slice(0, -1)) : (fromFormal(formal) ?? bare);
  const plain = /^(.*?)(?:네|는데|거든|더라고|군)?요$/su.exec(bare);
  if (plain === null) return bare;
  const stem = plain[1]!;
  return plain[0] === `${stem}요` ? fromPolite(stem) : joinNominal(stem);
}

/** 심합 -> 심함. */
function fromFormal(head: string): string | undefined {
  const parts = lastParts(head);
  return parts?.final === "ㅂ" ? head.slice(0, -1) + syllableOf({ ...parts, final: "ㅁ" })! : undefined;
}

/** What stands before 요: 있어 -> 있음, 심해 -> 심함, 흔들려 -> 흔들림, 뜨거워 -> 뜨거움, 떨어져 -> 떨어짐. */
function fromPolite(head: string): string {
  const last = head.at(-1) ?? "";
  const before = head.slice(0, -1);
  if (/[어아]/.test(last) && (lastParts(before)?.final ?? "") !== "") return joinNominal(before);
  const hidden = hiddenVowel[last];
  if (hidden !== undefined) return before + hidden;
  const parts = lastParts(head);
  if (parts === undefined || parts.final !== "") return `${head}요`;
  const vowel = uncontracted[parts.vowel] ?? parts.vowel;
  return before + syllableOf({ ...parts, vowel, final: "ㅁ" })!;
}

const uncontracted: Record<string, string> = { ㅕ: "ㅣ", ㅝ: "ㅜ", ㅘ: "ㅗ", ㅙ: "ㅚ" };

/** 있 -> 있음, 나 -> 남, 힘들 -> 힘듦. */
function joinNominal(stem: string): string {
  const parts = lastParts(stem);
  if (parts === undefined) return stem;
  if (parts.final !== "" && parts.final !== "ㄹ") return `${stem}음`;
  return stem.slice(0, -1) + syllableOf({ ...parts, final: parts.final === "ㄹ" ? "ㄻ" : "ㅁ" })!;
}

function lastParts(text: string) {
  const last = text.at(-1);
  return last !== undefined && isSyllable(last.charCodeAt(0)) ? partsOf(last) : undefined;
}
